/** Numbers as people read them: three digits that matter, and a unit. Null is what was not measured. Pure. */

const none = '–';

/** `1,234`, `12.3`, `0.012`. */
export function number(value: number | null): string {
  if (value === null || Number.isNaN(value)) return none;
  const digits = Math.abs(value) >= 100 ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: 3 };
  return value.toLocaleString('en', digits);
}

/** Of a share: `0.12 %`. */
export function percent(share: number | null): string {
  return share === null ? none : `${number(share * 100)} %`;
}

export function bitrate(bitsPerSecond: number | null): string {
  return scaled(bitsPerSecond, 'bit/s', 1_000);
}

export function bytes(count: number | null): string {
  return scaled(count, 'B', 1_000);
}

export function seconds(milliseconds: number): string {
  return `${number(milliseconds / 1_000)} s`;
}

function scaled(value: number | null, unit: string, step: number): string {
  if (value === null) return none;
  const prefixes = ['', 'k', 'M', 'G', 'T'];
  const power =
    value < step ? 0 : Math.min(prefixes.length - 1, Math.floor(Math.log(value) / Math.log(step)));
  return `${number(value / step ** power)} ${prefixes[power]}${unit}`;
}
