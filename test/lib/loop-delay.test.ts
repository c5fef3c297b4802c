import { expect, onTestFinished, test, vi } from 'vitest';
import { LoopDelay } from '../../server/lib/loop-delay.ts';

/** The event loop stands still for so many milliseconds, and runs on for a moment. */
async function block(milliseconds: number): Promise<void> {
  const until = performance.now() + milliseconds;
  while (performance.now() < until);
  await new Promise(resolve => setImmediate(resolve));
}

test('it is late when it was in each of three seconds, not after one burst', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  onTestFinished(() => void vi.useRealTimers());
  const delay = new LoopDelay();
  onTestFinished(() => delay.stop());
  for (const expected of [0, 0, 400]) {
    for (let times = 0; times < 3; times += 1) await block(500);
    vi.advanceTimersByTime(1_000);
    expect(delay.milliseconds).toBeGreaterThanOrEqual(expected);
    if (expected === 0) expect(delay.milliseconds).toBe(0);
  }
  vi.advanceTimersByTime(1_000); // in which nothing stood still
  expect(delay.milliseconds).toBeLessThan(400);
});

test('nothing of it is left once it is stopped', () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  onTestFinished(() => void vi.useRealTimers());
  new LoopDelay().stop();
  expect(vi.getTimerCount()).toBe(0);
});
