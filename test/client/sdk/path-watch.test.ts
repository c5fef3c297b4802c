import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { PathWatch } from '../../../client/sdk/path-watch.ts';

let watch: PathWatch | undefined;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  watch?.stop();
  vi.useRealTimers();
});

/** A call: each way has something every 20 ms, as long as it is told so. */
function call(runs = { answered: true, sending: true, receiving: true }) {
  const told: string[] = [];
  const count = { came: 0, went: 0, arrived: 0 };
  const flow = setInterval(() => {
    if (runs.sending) count.went += 1;
    if (runs.sending && runs.answered) count.came += 1;
    if (runs.receiving) count.arrived += 1;
  }, 20);
  const path = (name: string, came: () => number) => ({
    isConnected: true,
    look: async () => ({ came: String(came()), went: count.went }),
    silent: () => told.push(`${name} silent`),
    alive: () => told.push(`${name} alive`),
  });
  watch = new PathWatch({
    send: path('send', () => count.came),
    recv: path('recv', () => count.arrived),
    arrived: () => count.arrived,
  });
  return { runs, told, watch, isOver: () => clearInterval(flow) };
}

const pass = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);

describe('a path that dies', () => {
  test('is told of within 0.8 s, and once, and that it lives when something comes', async () => {
    const { runs, told } = call();
    await pass(5_000);
    Object.assign(runs, { answered: false, receiving: false });
    await pass(400);
    expect(told).toEqual([]);
    await pass(400);
    expect(told).toEqual(['send silent', 'recv silent']);
    await pass(20_000);
    expect(told).toHaveLength(2);
    Object.assign(runs, { answered: true, receiving: true });
    await pass(300);
    expect(told.slice(2)).toEqual(['send alive', 'recv alive']);
  });

  test('is told of to somebody who only receives, too', async () => {
    const { runs, told } = call({ answered: false, sending: false, receiving: true });
    await pass(5_000);
    runs.receiving = false;
    await pass(800);
    expect(told).toEqual(['send silent', 'recv silent']);
  });

  test('again and again is told of three times in half a minute', async () => {
    const { runs, told } = call();
    for (let times = 0; times < 6; times += 1) {
      Object.assign(runs, { answered: true, receiving: true });
      await pass(2_000);
      Object.assign(runs, { answered: false, receiving: false });
      await pass(1_500);
    }
    expect(told.filter(word => word === 'send silent')).toHaveLength(3);
  });
});

describe('nothing is told', () => {
  test('when the others fall silent and what is sent is answered', async () => {
    const { runs, told } = call();
    await pass(5_000);
    runs.receiving = false;
    await pass(60_000);
    expect(told).toEqual([]);
  });

  test('when this side stops sending', async () => {
    const { runs, told } = call();
    await pass(5_000);
    runs.sending = false;
    await pass(60_000);
    expect(told).toEqual([]);
  });

  test('to somebody who only receives, when it is known that less will come', async () => {
    const { runs, told, watch } = call({ answered: false, sending: false, receiving: true });
    await pass(5_000);
    runs.receiving = false;
    watch.expectLess();
    await pass(60_000);
    expect(told).toEqual([]);
  });

  test('of a stall shorter than half a second', async () => {
    const { runs, told } = call();
    await pass(5_000);
    Object.assign(runs, { answered: false, receiving: false });
    await pass(440);
    Object.assign(runs, { answered: true, receiving: true });
    await pass(5_000);
    expect(told).toEqual([]);
  });

  test('of a server that answers now and then only: its silence is usual', async () => {
    const { runs, told } = call({ answered: false, sending: true, receiving: false });
    for (let times = 0; times < 20; times += 1) {
      runs.answered = true;
      await pass(20);
      runs.answered = false;
      await pass(1_000);
    }
    expect(told).toEqual([]);
  });

  test('of a page that is let run once a minute: what came meanwhile was counted', async () => {
    const { told } = call();
    await pass(5_000);
    const now = performance.now();
    const late = vi.spyOn(performance, 'now').mockImplementation(() => now + 60_000);
    await pass(260);
    late.mockRestore();
    await pass(5_000);
    expect(told).toEqual([]);
  });
});

test('nothing is looked at when it has stopped', async () => {
  const { isOver, watch } = call();
  await pass(5_000);
  isOver();
  watch.stop();
  await pass(1_000);
  expect(vi.getTimerCount()).toBe(0);
});
