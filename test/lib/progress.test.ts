import { expect, test } from 'vitest';
import { percentSteps } from '../../server/lib/progress.ts';

test('progress is printed once per step, for each kind of work', () => {
  const report = percentSteps(25);
  const printed = [0, 0.2, 0.26, 0.3, 0.8, 1, 1].map(fraction => report('compile', fraction));
  expect(printed).toEqual([undefined, undefined, 25, undefined, 75, 100, undefined]);
  expect(report('download', 0.5)).toBe(50);
});
