import { expect, test } from 'vitest';
import { pauseAfter, usualBackOff } from '../../server/webhooks/back-off.ts';

test('pauses double up to half a minute, and chance adds up to a second', () => {
  const pauses = [1, 2, 3, 4, 5, 6, 7, 2_000].map(failures => pauseAfter(failures, usualBackOff, 0));
  expect(pauses).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
  expect(pauseAfter(1, usualBackOff, 0.5)).toBe(1_500);
});
