import { expect, onTestFinished, test, vi } from 'vitest';
import { LoopDelay } from '../../server/lib/loop-delay.ts';

/** The event loop stands still for so many milliseconds, and runs on for a moment. */
async function block(milliseconds: number): Promise<void> {
  const until = performance.now() + milliseconds;
  while (performance.now() < until);
  await new Promise(resolve => setImmediate(resolve));
}

test('it is as late as it was blocked, and that is forgotten after ten seconds', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  onTestFinished(() => void vi.useRealTimers());
  const delay = new LoopDelay();
  onTestFinished(() => delay.stop());
  for (let times = 0; times < 3; times += 1) await block(1_000);
  expect(delay.milliseconds).toBeGreaterThan(900);
  vi.advanceTimersByTime(5_000);
  expect(delay.milliseconds).toBeGreaterThan(900);
  vi.advanceTimersByTime(5_000);
  expect(delay.milliseconds).toBeLessThan(900);
});

test('nothing of it is left once it is stopped', () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  onTestFinished(() => void vi.useRealTimers());
  new LoopDelay().stop();
  expect(vi.getTimerCount()).toBe(0);
});
