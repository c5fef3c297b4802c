/** Timers can be set for 24.8 days at most (2^31 milliseconds): who waits longer looks at the clock again then. */
const longestTimer = 2 ** 31 - 1;

/** Milliseconds from now until `time` (since 1970) that a timer can be set for. */
export function timeUntil(time: number): number {
  return Math.min(Math.max(time - Date.now(), 0), longestTimer);
}
