/** Axes of plots: from what values they span to where each value is, and which are named. Knows no markup. Pure. */
import { scaleLinear, scaleLog } from 'd3-scale';

export type Scale = 'linear' | 'log';

export interface Area {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export type Span = readonly [lowest: number, highest: number];
export type Ticks = readonly { readonly at: number; readonly text: string }[];
/** Where a value is, in units of the drawing; NaN: nowhere. */
export type Position = (value: number) => number;

const wantedTicks = 6;

/** Undefined: there is nothing to show. A linear span has 0 in it, a logarithmic one whole decades or parts of them. */
export function spanOf(values: readonly number[], scale: Scale): Span | undefined {
  const shown = values.filter(value => Number.isFinite(value) && (scale === 'linear' || value > 0));
  if (shown.length === 0) return undefined;
  const lowest = shown.reduce((least, value) => Math.min(least, value));
  const highest = shown.reduce((most, value) => Math.max(most, value));
  if (scale === 'log') return lowest === highest ? [lowest / 2, highest * 2] : [lowest, highest];
  const flat = lowest === 0 && highest === 0;
  return [Math.min(0, lowest), flat ? 1 : Math.max(0, highest)];
}

export interface Placing {
  readonly position: Position;
  readonly ticks: Ticks;
}

/** Upwards there is some room above the highest value; across, the last one is at the edge. */
export function placingOf(scale: Scale, span: Span, area: Area, along: 'x' | 'y'): Placing {
  const range = along === 'x' ? [area.left, area.right] : [area.bottom, area.top];
  const place = (scale === 'log' ? scaleLog() : scaleLinear()).domain(span).range(range);
  if (scale === 'linear' && along === 'y') place.nice(wantedTicks);
  const position = (value: number) => (scale === 'log' && value <= 0 ? Number.NaN : place(value));
  const values = scale === 'log' ? logTicks(span) : place.ticks(wantedTicks);
  return { position, ticks: values.map(value => ({ at: position(value), text: numberText(value) })) };
}

/** 1, 2 and 5 of each decade where there are few decades, else powers of ten. */
function logTicks([lowest, highest]: Span): number[] {
  const decades = Math.log10(highest / lowest);
  const steps = decades > 3 ? [1] : [1, 2, 5];
  const exponents = Array.from({ length: Math.ceil(decades) + 2 }, (_, index) => {
    return Math.floor(Math.log10(lowest)) + index;
  });
  return exponents
    .flatMap(exponent => steps.map(step => step * 10 ** exponent))
    .filter(value => value >= lowest && value <= highest);
}

/** `10,000`, `0.25`. */
function numberText(value: number): string {
  return value.toLocaleString('en', { maximumSignificantDigits: 6 });
}
