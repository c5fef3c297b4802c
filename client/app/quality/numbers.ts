/**
 * Numbers of a call as people who support it read them. Pure; units are the same in every language.
 */
export function bits(rate: number | null): string | undefined {
  if (rate === null) return undefined;
  if (rate >= 999_500) return `${(rate / 1_000_000).toFixed(1)} Mbit/s`;
  return `${Math.round(rate / 1000)} kbit/s`;
}

export function percent(share: number | null): string | undefined {
  return share === null ? undefined : `${share} %`;
}

export function milliseconds(time: number | null): string | undefined {
  return time === null ? undefined : `${time} ms`;
}
