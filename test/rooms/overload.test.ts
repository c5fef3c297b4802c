/** When nobody else is let in because there is too much to do, and when they are again. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createLog } from '../../server/log.ts';
import { Overload } from '../../server/rooms/overload.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function machine() {
  const workers = [
    { pid: 1, cpu: 10 },
    { pid: 2, cpu: 10 },
  ];
  const lines: { msg: string; pid?: number; cpu?: number }[] = [];
  const now = { loopDelay: 5 };
  const overload = new Overload({
    maxWorkerCpu: 80,
    maxLoopDelay: 100,
    workers: () => workers,
    loopDelay: () => now.loopDelay,
    log: createLog('info', { write: line => lines.push(JSON.parse(line)) }),
  });
  const isBusy = (pid?: number) => {
    try {
      overload.requireCapacity(workers.find(worker => worker.pid === pid));
      return false;
    } catch (error) {
      expect(error).toMatchObject({ reason: 'busy', retryAfter: 5 });
      return true;
    }
  };
  const pass = () => vi.advanceTimersByTime(1_000);
  const use = (cpu: number) => {
    if (workers[0]) workers[0].cpu = cpu;
    pass();
  };
  return { overload, workers, lines, now, isBusy, pass, use };
}

test('a worker that uses too much of a core gets nobody else, and others do', () => {
  const { isBusy, use } = machine();
  use(80);
  expect(isBusy(1)).toBe(false);
  use(81);
  expect([isBusy(1), isBusy(2), isBusy(undefined)]).toEqual([true, false, false]);
});

test('it is open again only when it uses clearly less, and each change is logged once', () => {
  const { isBusy, use, lines } = machine();
  use(95);
  use(79);
  use(69);
  expect(isBusy(1)).toBe(true);
  use(67);
  expect(isBusy(1)).toBe(false);
  use(79);
  expect(isBusy(1)).toBe(false);
  expect(lines.map(({ msg, pid, cpu }) => [msg.slice(0, 21), pid, cpu])).toEqual([
    ['a worker has enough t', 1, 95],
    ['a worker has time aga', 1, 67],
  ]);
});

test('while the event loop is late nobody is let in, wherever they would land', () => {
  const { isBusy, now, pass, lines } = machine();
  now.loopDelay = 101;
  pass();
  expect([isBusy(1), isBusy(2), isBusy(undefined)]).toEqual([true, true, true]);
  now.loopDelay = 86;
  pass();
  expect(isBusy(2)).toBe(true);
  now.loopDelay = 84;
  pass();
  expect([isBusy(2), lines.length]).toEqual([false, 2]);
});

test('a worker that took the place of one that had too much begins anew, and nothing is looked at after the end', () => {
  const { overload, workers, isBusy, pass, use, now } = machine();
  use(99);
  workers[0] = { pid: 1, cpu: 0 };
  pass();
  expect(isBusy(1)).toBe(false);
  overload.close();
  now.loopDelay = 1_000;
  pass();
  expect(isBusy(1)).toBe(false);
  expect(vi.getTimerCount()).toBe(0);
});
