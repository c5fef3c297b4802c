import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { poll } from '../../support/poll.ts';
import { Delays, mergedDelays } from './delays.ts';
import { descriptorLimit, descriptorShortage } from './descriptors.ts';
import { machineShares, machineTimes } from './machine-watch.ts';
import { SelfWatch } from './self-watch.ts';

const quiet = { takeLateness: () => 0, kernelDrops: async () => 0 };

/** Keeps this process busy for so many milliseconds. */
function work(milliseconds: number): void {
  const until = performance.now() + milliseconds;
  while (performance.now() < until);
}

test('a process that works without a pause sees that its loop is late, and by how much', async () => {
  const watch = new SelfWatch(quiet);
  const late = await poll('the block is seen', async () => {
    work(300);
    const { loopDelay, cpu } = await watch.turn();
    return loopDelay > 250 && cpu > 0.05;
  });
  watch.stop();
  expect(late).toBe(true);
});

test('a loop that stands still once in a second is late, however quick it is before and after', async () => {
  const watch = new SelfWatch(quiet);
  await setTimeout(400);
  work(300);
  await setTimeout(300);
  expect((await watch.turn()).loopDelay).toBeGreaterThan(250);
  watch.stop();
});

test('shares of the machine are of the time between two looks; what its host took is no idle time', () => {
  const stat = (user: number, idle: number, steal: number) =>
    machineTimes(`cpu  ${user} 0 0 ${idle} 0 0 0 ${steal} 0 0\ncpu0 1 1 1 1 1 1 1 1 1 1\n`);
  const [before, now] = [stat(100, 500, 10), stat(130, 550, 30)];
  if (!before || !now) throw new Error('not read');
  const { busy, steal } = machineShares(before, now);
  expect(busy).toBeCloseTo(0.5);
  expect(steal).toBeCloseTo(0.2);
  expect(machineTimes('')).toBeUndefined();
});

test('too few files are told before they run out, with what to do', () => {
  expect(descriptorLimit()).toBeGreaterThan(100);
  expect(descriptorShortage(100, 1_024)).toBeUndefined();
  expect(descriptorShortage(1_000, undefined)).toBeUndefined();
  expect(descriptorShortage(1_000, 1_024)).toContain('ulimit -n 3100');
});

test('delays of processes become one, and the last while is told alone', () => {
  const [one, other] = [new Delays(), new Delays()];
  for (let delay = 1; delay <= 100; delay += 1) one.record(delay, 'audio');
  expect(one.turn()).toBeCloseTo(99, 0);
  expect(one.turn()).toBeNull();
  one.record(-5, 'video');
  other.record(1e9, 'audio');
  const all = mergedDelays([one.encoded().audio, other.encoded().audio]);
  expect(all.totalCount).toBe(101);
  expect(all.maxValue / 1_000).toBeCloseTo(60_000, -3);
  expect(mergedDelays([one.encoded().video]).maxValue).toBe(0);
  expect(() => mergedDelays(['no histogram'])).toThrow();
});
