/** Whether a ratio shows a loss, and not only noise. Pure. */
import type { Estimate } from './estimate.ts';

/** The median is above the limit, and its interval leaves no doubt that there is a loss at all. Where nothing was measured: yes. */
export function isWorse({ median, low }: Estimate, limit: number): boolean {
  if (Number.isNaN(median)) return true;
  return median > limit && low > 1;
}
