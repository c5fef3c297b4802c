import { expect, test } from 'vitest';
import { CpuShare, leastLoaded } from '../../server/media/worker-load.ts';

test('the share of a core is that of the last three seconds', () => {
  const share = new CpuShare();
  expect(share.percent).toBe(0);
  share.take(5_000, 0);
  expect(share.percent).toBe(0);
  share.take(5_500, 1_000);
  expect(share.percent).toBe(50);
  for (const [used, at] of [
    [6_500, 2_000],
    [7_500, 3_000],
    [8_500, 4_000],
  ] as const)
    share.take(used, at);
  expect(share.percent).toBe(100);
  for (const at of [5_000, 6_000, 7_000]) share.take(8_500, at);
  expect(share.percent).toBe(0);
});

test.each([
  [
    'what each carries, where they use about as much',
    [
      [5, 9],
      [15, 3],
      [0, 7],
    ],
    1,
  ],
  [
    'what each uses, where that differs much',
    [
      [70, 1],
      [30, 50],
      [45, 2],
    ],
    1,
  ],
  [
    'the first of equals',
    [
      [0, 0],
      [0, 0],
    ],
    0,
  ],
])('the next room goes by %s', (_what, loads, chosen) => {
  const workers = loads.map(([cpu = 0, load = 0], pid) => ({ pid, cpu, load }));
  expect(leastLoaded(workers)?.pid).toBe(chosen);
});

test('where there is no worker none is chosen', () => {
  expect(leastLoaded([])).toBeUndefined();
});
