/** Rows of the fault suite, each once and with its hard bounds: `npm run test:faults` has all, and percentiles. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launch } from './ground/browsers.ts';
import { faults } from './rows/index.ts';
import { runFault } from './suite.ts';
import { breaches } from './verdict.ts';

const seed = Math.floor(Math.random() * 2 ** 31);
let browser: Browser;

beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser?.close());

for (const fault of faults.filter(({ once }) => !once)) {
  const missing = fault.missing?.();
  // The name says why it is skipped.
  test.skipIf(missing)(`${fault.name}: ${missing ?? fault.promise}`, async () => {
    const row = await runFault(fault, browser, { times: 1, seed });
    console.log(`${fault.name}: ${Math.round(row.samples[0]?.ms ?? Number.NaN)} ms, seed ${seed}`);
    expect(breaches(row)).toEqual([]);
  });
}
