/**
 * Runs rows so many times each, one run after the other, each on a ground of its own with a seed of its own.
 */
import type { Browser } from 'playwright-core';
import { Random } from '../fuzz/support/random.ts';
import type { Fault, Sample } from './fault.ts';
import { launch } from './ground/browsers.ts';
import { Ground } from './ground/ground.ts';
import type { Row } from './verdict.ts';

export interface SuiteOptions {
  readonly times: number;
  readonly seed: number;
  /** Ends everything in order, and rejects. */
  readonly signal?: AbortSignal;
  /** Told after each run. */
  readonly onRun?: (fault: Fault, sample: Sample) => void;
}

export async function runFaults(faults: readonly Fault[], options: SuiteOptions): Promise<Row[]> {
  const browser = await launch();
  try {
    const rows: Row[] = [];
    for (const fault of faults) rows.push(await runFault(fault, browser, options));
    return rows;
  } finally {
    await browser.close();
  }
}

export async function runFault(
  fault: Fault,
  browser: Browser,
  { times, seed, signal, onRun }: SuiteOptions,
): Promise<Row> {
  const missing = fault.missing?.();
  if (missing !== undefined) return { fault, samples: [], missing };
  const samples: Sample[] = [];
  for (let run = 0; run < (fault.once ? 1 : times); run++) {
    const sample = await runOnce(fault, new Ground(browser, new Random(seed + run)), signal);
    signal?.throwIfAborted();
    samples.push(sample);
    onRun?.(fault, sample);
  }
  return { fault, samples };
}

/** A run that fails is a promise that was broken, for ever. */
async function runOnce(fault: Fault, ground: Ground, signal?: AbortSignal): Promise<Sample> {
  let sample: Sample;
  try {
    sample = await Promise.race([fault.run(ground), ...(signal ? [aborted(signal)] : [])]);
  } catch (error) {
    sample = { ms: Infinity, broken: [sentenceOf(error)] };
  }
  try {
    await ground.clear();
    return sample;
  } catch (error) {
    return { ...sample, broken: [...sample.broken, `afterwards: ${sentenceOf(error)}`] };
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
}

function sentenceOf(error: unknown): string {
  const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
  return line;
}
