/** The short form of the search for leaks: what is counted must be nothing, however few they were. */
import { expect, onTestFinished, test } from 'vitest';
import { findLeaks } from '../faults/leaks.ts';

test('of three hundred joins and leaves nothing is left', async () => {
  const { left } = await findLeaks({ cycles: 200, warmUp: 100, over: onTestFinished });
  expect(Object.entries(left).filter(([, count]) => count !== 0)).toEqual([]);
  expect(Object.keys(left)).toContain('transports in the worker');
});
