/** The figures of the fault suite and its verdict: what breaks a promise, and that the table says so. */
import { expect, test } from 'vitest';
import type { Sample } from './fault.ts';
import { median, percentile, worst } from './statistics.ts';
import { tableOf } from './table.ts';
import { breaches } from './verdict.ts';

const fault = { name: 'drill', fault: 'a drill', promise: 'short', limits: { median: 100, p99: 300 } };
const kept = (...times: number[]): Sample[] => times.map(ms => ({ ms, broken: [] }));

test('figures are by nearest rank', () => {
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
  expect([median(hundred), percentile(hundred, 99), worst(hundred)]).toEqual([50, 99, 100]);
  expect([median([7]), percentile([7], 99)]).toEqual([7, 7]);
  expect(percentile([1, Infinity], 99)).toBe(Infinity);
  expect(median([])).toBeNaN();
});

test('a promise is kept up to its limit, and broken beyond it', () => {
  expect(breaches({ fault, samples: kept(90, 100, 100, 200, 300) })).toEqual([]);
  expect(breaches({ fault, samples: kept(90, 101, 101, 200, 301) })).toEqual([
    'median 101 ms, promised 100 ms',
    '99th percentile 301 ms, promised 300 ms',
  ]);
});

test('of a few runs only the hard bound counts', () => {
  expect(breaches({ fault, samples: kept(290) })).toEqual([]);
  expect(breaches({ fault, samples: kept(301) })).toEqual(['worst 301 ms, promised 300 ms']);
});

test('what was broken besides time counts in any run, and so does a run that never ended or never was', () => {
  const samples = [...kept(1), { ms: 2, slow: ['late'], broken: ['un-muted'] }];
  expect(breaches({ fault, samples })).toEqual(['run 2: late', 'run 2: un-muted']);
  expect(breaches({ fault, samples: kept(Infinity) })).toEqual(['worst Infinity ms, promised 300 ms']);
  expect(breaches({ fault, samples: [] })).toEqual(['there was no run']);
});

test('the table has a line for each row, and says what was broken or not run', () => {
  const rows = [
    { fault, samples: kept(90, 1_500) },
    { fault, samples: [], missing: 'needs root' },
  ];
  const date = new Date('2026-11-26T12:00:00Z');
  expect(tableOf(rows, { machine: 'a machine', date, seed: 5 })).toMatchInlineSnapshot(`
    "| fault | promise | runs | median | 99th percentile | worst | |
    |---|---|---|---|---|---|---|
    | a drill | short | 2 | 90 ms | 1.50 s | 1.50 s | **broken** |
    | a drill | short | 0 |  |  |  | not run |

    After each run everybody has the same state, byte for byte, and the muted are as muted as before.
    Measured on 2026-11-26, a machine, seed 5.

    Not run:

    - drill: needs root

    Broken:

    - drill: worst 1500 ms, promised 300 ms
    "
  `);
});
