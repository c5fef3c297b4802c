/** The figures of the benchmarks, on data whose answer is known. */
import { expect, test } from 'vitest';
import { Random } from '../../fuzz/support/random.ts';
import { estimate } from './estimate.ts';
import { highest } from './highest.ts';
import { interleave } from './interleave.ts';
import { fitGrowth, fitLine } from './line.ts';

test('the interval holds the median of what was measured, and narrows with more of it', () => {
  const random = new Random(7);
  const draw = (count: number) => Array.from({ length: count }, () => 1 + random.next());
  const [few, many] = [estimate(draw(10)), estimate(draw(400))];
  expect(few.low).toBeLessThanOrEqual(few.median);
  expect(few.high).toBeGreaterThanOrEqual(few.median);
  expect(Math.abs(many.median - 1.5)).toBeLessThan(0.1);
  expect(many.high - many.low).toBeLessThan(few.high - few.low);
});

test('the same data give the same interval', () => {
  expect(estimate([3, 1, 2, 5])).toEqual(estimate([3, 1, 2, 5]));
});

test('an even number of values has its median in the middle', () => {
  expect(estimate([1, 2, 3, 10]).median).toBe(2.5);
});

test('nothing measured is no figure', () => {
  expect(estimate([]).median).toBeNaN();
});

test('things are measured forth and back, after one of each that does not count', async () => {
  const order: string[] = [];
  const measure = (name: string) => async () => order.push(name);
  const rounds = await interleave({ a: measure('a'), b: measure('b') }, 2);
  expect(order.join('')).toBe('ababbaabba');
  expect(rounds).toEqual([
    { a: 3, b: 4 },
    { a: 6, b: 5 },
    { a: 7, b: 8 },
    { a: 10, b: 9 },
  ]);
});

test.each([
  { limit: 777, found: 775 },
  { limit: 50, found: undefined },
  { limit: 9_999, found: 800 },
])('the highest load below $limit is found as $found', async ({ limit, found }) => {
  const search = { from: 100, factor: 2, to: 800, halvings: 5 };
  const borne = await highest(search, async load => load <= limit);
  expect(borne).toBe(found);
});

test('a line is found through points with noise on both sides of it', () => {
  const { slope, intercept, r2 } = fitLine([
    [0, 1],
    [1, 3.1],
    [2, 4.9],
    [3, 7],
  ]);
  expect(slope).toBeCloseTo(2, 1);
  expect(intercept).toBeCloseTo(1, 1);
  expect(r2).toBeGreaterThan(0.99);
});

test('a power is found, and what has no logarithm does not count', () => {
  const growth = fitGrowth([
    [0, 5],
    [1, 3],
    [10, 300],
    [100, 30_000],
  ]);
  expect(growth.exponent).toBeCloseTo(2);
  expect(growth.factor).toBeCloseTo(3);
});
