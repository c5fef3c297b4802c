/** Medians and percentiles of a few numbers. Pure. */

/** By nearest rank: a value that was measured, never one in between. Infinity counts as a value. NaN when there is none. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const rank = Math.max(1, Math.ceil((percent / 100) * sorted.length));
  return sorted[rank - 1] ?? Number.NaN;
}

export const median = (values: readonly number[]) => percentile(values, 50);
export const worst = (values: readonly number[]) => percentile(values, 100);
