/** How long to wait before something is tried again. */

export interface BackOff {
  /** In milliseconds: after the first failure, at most, and what chance adds at most. */
  first: number;
  most: number;
  jitter: number;
}

export const usualBackOff: BackOff = { first: 1_000, most: 30_000, jitter: 1_000 };

/** Doubles from failure to failure. `chance` is from 0 to 1: it keeps those who failed together from coming back together. */
export function pauseAfter(failures: number, { first, most, jitter }: BackOff, chance: number): number {
  return Math.min(first * 2 ** (failures - 1), most) + jitter * chance;
}
