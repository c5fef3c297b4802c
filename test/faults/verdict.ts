/**
 * Whether a row kept its promise, from what its runs came to. Pure.
 */
import type { Fault, Limits, Sample } from './fault.ts';
import { median, percentile, worst } from './statistics.ts';

export interface Row {
  readonly fault: Pick<Fault, 'name' | 'fault' | 'promise' | 'limits'>;
  readonly samples: readonly Sample[];
  /** Why it was not run; undefined: it was. */
  readonly missing?: string | undefined;
}

export function timesOf(samples: readonly Sample[]): number[] {
  return samples.flatMap(({ ms }) => (ms === undefined ? [] : [ms]));
}

/** From so many runs on a median and a percentile say something. */
const enough = 5;

/** Every way in which the promise was broken, a sentence each; none: it was kept. */
export function breaches({ fault, samples, missing }: Row): string[] {
  if (missing !== undefined) return [];
  const times = timesOf(samples);
  const others = samples.flatMap(({ slow = [], broken, how }, index) =>
    [...slow, ...broken].map(each => `run ${index + 1}${how ? ` (${how})` : ''}: ${each}`),
  );
  if (samples.length === 0) return ['there was no run'];
  return [...(times.length > 0 ? tooLong(times, fault.limits) : []), ...others];
}

function tooLong(times: readonly number[], limits: Limits): string[] {
  const few = times.length < enough;
  const hard = Math.min(limits.worst ?? Infinity, few ? (limits.p99 ?? Infinity) : Infinity);
  return [
    ...over('worst', worst(times), hard),
    ...(few ? [] : over('median', median(times), limits.median)),
    ...(few ? [] : over('99th percentile', percentile(times, 99), limits.p99)),
  ];
}

function over(what: string, value: number, limit = Infinity): string[] {
  return value <= limit ? [] : [`${what} ${Math.round(value)} ms, promised ${limit} ms`];
}
