/** Numbers as the tables show them. Pure. */
import type { Estimate } from '../statistics/estimate.ts';

/** The median and, in brackets, its 95 % confidence interval. */
export function plusMinus({ median, low, high }: Estimate, digits: number): string {
  return `${fixed(median, digits)} (${fixed(low, digits)} to ${fixed(high, digits)})`;
}

/** With a comma at each thousand; a dash where there is no number. */
export function fixed(value: number, digits = 0): string {
  if (!Number.isFinite(value)) return '–';
  return value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

export function percent(share: number, digits = 1): string {
  return `${fixed(100 * share, digits)} %`;
}
