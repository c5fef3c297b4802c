/**
 * A figure with how sure one may be of it: the median of what was measured and its bootstrap confidence interval. Pure; the draws are
 * seeded, so that the same raw data give the same interval.
 */
import { median, percentile } from '../../faults/statistics.ts';
import { Random } from '../../fuzz/support/random.ts';

export interface Estimate {
  readonly median: number;
  /** Ends of the 95 % confidence interval of the median. */
  readonly low: number;
  readonly high: number;
  readonly count: number;
}

const resamples = 2_000;
const seed = 1;

/** Percentile bootstrap (Efron 1979). All NaN when there is nothing. */
export function estimate(values: readonly number[]): Estimate {
  const random = new Random(seed);
  const draw = () => values[random.integer(0, values.length - 1)] ?? Number.NaN;
  const medians = Array.from({ length: resamples }, () => middle(values.map(draw)));
  return {
    median: middle(values),
    low: percentile(medians, 2.5),
    high: percentile(medians, 97.5),
    count: values.length,
  };
}

/** Of an even number of values the mean of the two in the middle: ratios of few pairs would lean to one side otherwise. */
function middle(values: readonly number[]): number {
  return (median(values) - median(values.map(value => -value))) / 2;
}
