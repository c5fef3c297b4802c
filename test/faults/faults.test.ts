/**
 * Rows of the fault suite, each once: what is promised besides time holds as it stands, times with room for machines that have much else to
 * do. `npm run test:faults` judges the times, by percentiles.
 */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Limits } from './fault.ts';
import { launch } from './ground/browsers.ts';
import { faults } from './rows/index.ts';
import { runFault } from './suite.ts';
import { breaches } from './verdict.ts';

/** A machine that tests everything at once, perhaps beside others, is so many times slower. */
const room = 4;

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
    const samples = row.samples.map(({ slow: _, ...sample }) => sample);
    expect(breaches({ ...row, samples, fault: { ...fault, limits: withRoom(fault.limits) } })).toEqual([]);
  });
}

function withRoom({ p99, worst }: Limits): Limits {
  return { ...(p99 && { p99: room * p99 }), ...(worst && { worst: room * worst }) };
}
