/** How plots look: the colours of series on light and dark ground, and the legend that names them. */
import { escapeMarkup } from './markup.ts';
import type { Area } from './plot-axis.ts';

/** Apart from each other for the colour-blind too, and readable on their ground: light, dark. */
const colours = [
  ['#1f6fc4', '#6cb0ff'],
  ['#c2570c', '#ff9d57'],
  ['#1b8a5a', '#5cd6a0'],
  ['#9333b0', '#d79bf0'],
  ['#a8860a', '#e6cc5a'],
  ['#c42a4f', '#ff8aa3'],
] as const;

const lineHeight = 20;
const letterWidth = 6.6; // of the legend's font, on average and rather too wide
const swatch = 26;

/** For more series than colours lines are dashed. */
export function seriesClass(index: number): string {
  return `s${index % colours.length}${index >= colours.length ? ' again' : ''}`;
}

const coloursOn = (ground: 0 | 1) =>
  colours.map((pair, index) => `.plot .s${index}{stroke:${pair[ground]}}`).join('');

export const plotStyle = [
  '.plot{font:12px system-ui,sans-serif;fill:none;max-width:100%}',
  '.plot text{fill:#1c2024;stroke:none}.plot .title{font-weight:600;font-size:14px}',
  '.plot .tick,.plot .label{fill:#5b636b}',
  '.plot .grid{stroke:#8883;stroke-width:1}.plot .axis{stroke:#888;stroke-width:1}',
  '.plot .line{stroke-width:1.8;stroke-linejoin:round}.plot .dots{stroke-width:4.5;stroke-linecap:round}',
  '.plot .line.again{stroke-dasharray:5 3}',
  coloursOn(0),
  '@media screen and (prefers-color-scheme:dark){.plot text{fill:#e8eaed}.plot .tick,.plot .label{fill:#a3abb3}',
  `${coloursOn(1)}}`,
].join('');

interface Named {
  readonly name: string;
  readonly line?: boolean;
}

export interface Legend {
  readonly markup: string;
  readonly height: number;
}

/** Below the plot, in as many rows as it takes; none for a single series, which the title names. */
export function legendOf(series: readonly Named[], { left, right }: Area): Legend {
  if (series.length < 2) return { markup: '', height: 0 };
  let [x, row] = [left, 0];
  const entries = series.map(({ name, line }, index) => {
    const wide = swatch + name.length * letterWidth + 16;
    if (x + wide > right && x > left) [x, row] = [left, row + 1];
    const y = row * lineHeight + 10;
    const mark = line ? `M${x} ${y}h18` : `M${x + 9} ${y}h0`;
    const entry = `<path class="${line ? 'line' : 'dots'} ${seriesClass(index)}" d="${mark}"/><text x="${x + swatch}" y="${y + 4}">${escapeMarkup(name)}</text>`;
    x += wide;
    return entry;
  });
  return { markup: entries.join(''), height: (row + 1) * lineHeight + 4 };
}
