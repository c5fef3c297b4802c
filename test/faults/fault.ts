/**
 * What a row of the table is, and what one run of it comes to. Types only.
 */
import type { Ground } from './ground/ground.ts';

/** Milliseconds. Where there are too few runs for a percentile, only `worst` counts, and the 99th percentile in its place. */
export interface Limits {
  readonly median?: number;
  readonly p99?: number;
  readonly worst?: number;
}

/** What one run came to. */
export interface Sample {
  /** Milliseconds that the limits are about; undefined: they are about none. */
  readonly ms?: number;
  /** How it happened, where chance decided; what was measured, where it is no time. */
  readonly how?: string;
  /** What besides `ms` took too long, a sentence each. */
  readonly slow?: readonly string[];
  /** What else was promised and did not hold, a sentence each. */
  readonly broken: readonly string[];
}

export interface Fault {
  /** A word, to ask for this row alone. */
  readonly name: string;
  /** As the table tells it. */
  readonly fault: string;
  readonly promise: string;
  readonly limits: Limits;
  /** It takes so long, or is so certain, that it is run once, and not in `npm test`. */
  readonly once?: true;
  /** Why this machine cannot run it; undefined: it can. */
  readonly missing?: () => string | undefined;
  /** Once, on a ground of its own that is cleared afterwards. Rejects where the promise could not even be looked at. */
  run(ground: Ground): Promise<Sample>;
}
