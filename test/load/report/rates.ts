/** From counts that grow to what happened in each second, and over a while. Pure. */

export interface Counted {
  /** Milliseconds since the run began. */
  readonly at: number;
}

/** [seconds from the beginning, growth each second] between neighbours. What began anew, as after a restart, is a gap (NaN). */
export function ratesOf<Sample extends Counted>(
  samples: readonly Sample[],
  count: (sample: Sample) => number | undefined,
): [number, number][] {
  return samples.slice(1).map((sample, index) => {
    const before = samples[index] as Sample;
    const [from, to] = [count(before), count(sample)];
    const seconds = (sample.at - before.at) / 1_000;
    const grown = from === undefined || to === undefined || to < from || seconds <= 0;
    return [sample.at / 1_000, grown ? Number.NaN : (to - from) / seconds];
  });
}

/** Growth each second between the first and the last sample that has the count; undefined where there are not two. */
export function meanRate<Sample extends Counted>(
  samples: readonly Sample[],
  count: (sample: Sample) => number | undefined,
): number | undefined {
  const having = samples.filter(sample => count(sample) !== undefined);
  const [first, last] = [having[0], having.at(-1)];
  if (!first || !last || last.at <= first.at) return undefined;
  return (((count(last) ?? 0) - (count(first) ?? 0)) * 1_000) / (last.at - first.at);
}

/** The samples of while all were in. */
export function steady<Sample extends Counted>(
  samples: readonly Sample[],
  { allIn, ended }: { readonly allIn: number; readonly ended: number },
): Sample[] {
  return samples.filter(({ at }) => at >= allIn && at <= ended);
}

/** The highest mean of so many samples in a row; of all where there are fewer; 0 of none. */
export function highestMean(values: readonly number[], inARow: number): number {
  const count = Math.min(inARow, values.length);
  if (count === 0) return 0;
  const means = values.slice(count - 1).map((_, index) => {
    return values.slice(index, index + count).reduce((sum, value) => sum + value, 0) / count;
  });
  return Math.max(...means);
}
