/**
 * The gate: a short form of the comparison with the bare script, for every change. Ratios of neighbouring windows, so that a busy machine
 * disturbs both alike; whoever fails may have been unlucky and gets another try (vitest.config.ts), a real loss fails them all.
 */
import { expect, test } from 'vitest';
import { workerBin } from '../support/worker-bin.ts';
import { plusMinus } from './report/numbers.ts';
import { compare, workerRatio } from './rows/cpu-per-packet.ts';
import { joinRatio, timeJoinsAt } from './rows/join.ts';
import { onStage } from './stage.ts';
import type { Estimate } from './statistics/estimate.ts';
import { estimate } from './statistics/estimate.ts';
import { isWorse } from './statistics/is-worse.ts';

const setting = async () => ({ workerBin: await workerBin(), quick: false, log: console.log });

test('a packet costs the worker less than 5 % more than with the bare script', async () => {
  const size = { starts: 2, blocks: 2, seconds: 2, subscribers: 40, packetsPerSecond: 100 };
  const ratio = workerRatio(await compare(await setting(), size));
  expectWithin(ratio, 1.05);
});

// From a town to its data centre: without any way in between, the two or three milliseconds of checks and bookkeeping are a quarter of it all.
const near = { delay: 10, blocks: 20, warm: 40 };

test('a join takes less than 10 % longer than with the bare script', async () => {
  const { workerBin: bin } = await setting();
  const rounds = await onStage({ kinds: ['plenum', 'bare'], workerBin: bin }, stage =>
    timeJoinsAt(stage, near),
  );
  expectWithin(joinRatio(rounds), 1.1);
});

test('the gate tells what is worse from what only varies', () => {
  const around = (middle: number, by: number) =>
    estimate(Array.from({ length: 9 }, (_, index) => middle + by * (index - 4)));
  expect(isWorse(around(1.08, 0.005), 1.05)).toBe(true);
  expect(isWorse(around(1.02, 0.005), 1.05)).toBe(false);
  expect(isWorse(around(1.06, 0.1), 1.05)).toBe(false);
  expect(isWorse(estimate([]), 1.05)).toBe(true);
});

function expectWithin(ratio: Estimate, limit: number): void {
  console.log(`ratio ${plusMinus(ratio, 3)}, limit ${limit}`);
  expect(isWorse(ratio, limit), `ratio ${plusMinus(ratio, 3)}, limit ${limit}`).toBe(false);
}
