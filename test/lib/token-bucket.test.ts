import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TokenBucket } from '../../server/lib/token-bucket.ts';

test('a burst is let through, then the steady rate', () => {
  const bucket = new TokenBucket(5, 2, 0);
  const takes = (now: number) => bucket.take(1, now);
  expect(Array.from({ length: 6 }, () => takes(0))).toEqual([true, true, true, true, true, false]);
  expect([takes(499), takes(500), takes(500)]).toEqual([false, true, false]);
});

test('what costs more than there is takes nothing', () => {
  const bucket = new TokenBucket(5, 1, 0);
  expect(bucket.take(6, 0)).toBe(false);
  expect(bucket.take(5, 0)).toBe(true);
  expect(bucket.take(1, 0)).toBe(false);
});

test('a long silence fills it to its capacity and no further', () => {
  const bucket = new TokenBucket(3, 1, 0);
  bucket.take(3, 0);
  expect(bucket.take(4, 1_000_000)).toBe(false);
  expect(bucket.take(3, 1_000_000)).toBe(true);
});

test('over any time no more is let through than the burst and the rate', () => {
  const request = fc.record({ pause: fc.nat(2_000), cost: fc.integer({ min: 1, max: 8 }) });
  fc.assert(
    fc.property(fc.array(request, { maxLength: 200 }), requests => {
      const [capacity, perSecond] = [20, 5];
      const bucket = new TokenBucket(capacity, perSecond, 0);
      let now = 0;
      let taken = 0;
      for (const { pause, cost } of requests) {
        now += pause;
        if (bucket.take(cost, now)) taken += cost;
      }
      expect(taken).toBeLessThanOrEqual(capacity + (now / 1000) * perSecond + 1e-6);
    }),
    { seed: 20261120 },
  );
});
