import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Rounds } from '../../server/lib/rounds.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const rounds = () => new Rounds({ perSecond: 100, every: 5_000, awakeFor: 60_000 });

function many(count: number, inRounds: Rounds) {
  const asked = Array.from({ length: count }, () => vi.fn(async () => {}));
  for (const each of asked) inRounds.add(each);
  return asked;
}

test('nobody is asked before somebody wants to know, nor when nobody does any more', async () => {
  const all = rounds();
  const [one] = many(1, all);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(one).not.toHaveBeenCalled();
  all.wake();
  await vi.advanceTimersByTimeAsync(60_000);
  const calls = one?.mock.calls.length ?? 0;
  expect(calls).toBeGreaterThan(10);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(one?.mock.calls.length).toBeLessThanOrEqual(calls + 1);
  expect(vi.getTimerCount()).toBe(0);
});

test('few are asked every five seconds each', async () => {
  const all = rounds();
  const asked = many(10, all);
  all.wake();
  await vi.advanceTimersByTimeAsync(20_000);
  for (const each of asked) expect(each).toHaveBeenCalledTimes(4);
});

test('of many no more than a hundred are asked in a second, each as often as the others', async () => {
  const all = rounds();
  const asked = many(1_000, all);
  all.wake();
  await vi.advanceTimersByTimeAsync(30_000);
  const calls = asked.map(each => each.mock.calls.length);
  expect(calls.reduce((sum, each) => sum + each)).toBeLessThanOrEqual(3_000);
  expect(Math.max(...calls) - Math.min(...calls)).toBeLessThanOrEqual(1);
  expect(Math.min(...calls)).toBeGreaterThanOrEqual(2);
});

test('who has gone is not asked; one that fails keeps nobody from being asked', async () => {
  const all = rounds();
  const [gone, fails, stays] = [
    vi.fn(async () => {}),
    vi.fn(() => Promise.reject(new Error('no'))),
    vi.fn(async () => {}),
  ];
  for (const each of [gone, fails, stays]) all.add(each);
  all.delete(gone);
  all.wake();
  await vi.advanceTimersByTimeAsync(11_000);
  expect([gone, fails, stays].map(each => each.mock.calls.length)).toEqual([0, 3, 3]);
  all.rest();
});

test('while an answer is missing nobody else is asked', async () => {
  const all = rounds();
  all.add(() => new Promise(() => {}));
  const others = many(50, all);
  all.wake();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(others.filter(each => each.mock.calls.length > 0)).toHaveLength(9);
});
