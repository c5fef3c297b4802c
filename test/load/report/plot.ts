/**
 * Plots as SVG texts: lines and points over two axes, each linear or logarithmic, with ticks, labels and a legend. One stands by itself
 * or inside a page, on light and dark ground alike. Knows nothing of what is plotted. Pure.
 */
import { line } from 'd3-shape';
import { escapeMarkup } from './markup.ts';
import { type Area, type Placing, type Position, placingOf, type Scale, spanOf } from './plot-axis.ts';
import { legendOf, plotStyle, seriesClass } from './plot-style.ts';

export interface Axis {
  /** With its unit: `Time (s)`. */
  readonly label: string;
  readonly scale: Scale;
}

export interface Series {
  readonly name: string;
  /** In the order of the line. NaN interrupts a line; on a logarithmic axis so does what is not above 0. */
  readonly points: readonly (readonly [x: number, y: number])[];
  /** Points are joined by a line; otherwise each is a dot. */
  readonly line?: boolean;
}

export interface PlotOptions {
  readonly title: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly series: readonly Series[];
}

const width = 560;
const height = 280;
const margin = { left: 68, right: 20, top: 34, bottom: 46 };
const area: Area = {
  left: margin.left,
  right: width - margin.right,
  top: margin.top,
  bottom: height - margin.bottom,
};

/** An `<svg>` element. Linear axes begin at 0, so that heights can be compared; a plot without points says so. */
export function plot({ title, x, y, series }: PlotOptions): string {
  const points = series.flatMap(each => each.points);
  const across = spanOf(
    points.map(point => point[0]),
    x.scale,
  );
  const up = spanOf(
    points.map(point => point[1]),
    y.scale,
  );
  const legend = legendOf(series, area);
  const head = `<svg class="plot" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height + legend.height}" role="img" aria-label="${escapeMarkup(title)}">`;
  const heading = `<style>${plotStyle}</style><text class="title" x="${area.left}" y="20">${escapeMarkup(title)}</text>`;
  if (!across || !up) return `${head}${heading}${nothing}</svg>`;
  const horizontal = placingOf(x.scale, across, area, 'x');
  const vertical = placingOf(y.scale, up, area, 'y');
  const drawn = series.map((each, index) => drawSeries(each, index, horizontal.position, vertical.position));
  return [
    head,
    heading,
    drawAxes(horizontal, vertical, { x, y }),
    ...drawn,
    `<g transform="translate(0 ${height})">${legend.markup}</g></svg>`,
  ].join('');
}

const nothing = `<text class="label" text-anchor="middle" x="${width / 2}" y="${height / 2}">nothing was measured</text>`;

function drawAxes(across: Placing, up: Placing, { x, y }: Pick<PlotOptions, 'x' | 'y'>): string {
  const grid = up.ticks.map(({ at, text }) => {
    const to = round(at);
    return `<path class="grid" d="M${area.left} ${to}H${area.right}"/><text class="tick" text-anchor="end" x="${area.left - 8}" y="${round(at + 4)}">${text}</text>`;
  });
  const below = across.ticks.map(({ at, text }) => {
    const to = round(at);
    return `<path class="axis" d="M${to} ${area.bottom}v5"/><text class="tick" text-anchor="middle" x="${to}" y="${area.bottom + 19}">${text}</text>`;
  });
  const middle = (area.top + area.bottom) / 2;
  return [
    ...grid,
    `<path class="axis" d="M${area.left} ${area.bottom}H${area.right}"/>`,
    ...below,
    `<text class="label" text-anchor="middle" x="${(area.left + area.right) / 2}" y="${height - 8}">${escapeMarkup(x.label)}</text>`,
    `<text class="label" text-anchor="middle" transform="translate(16 ${middle}) rotate(-90)">${escapeMarkup(y.label)}</text>`,
  ].join('');
}

function drawSeries({ name, points, line: joined }: Series, index: number, x: Position, y: Position): string {
  const placed = points.map(point => [x(point[0]), y(point[1])] as const);
  const isThere = ([across, up]: readonly [number, number]) => Number.isFinite(across) && Number.isFinite(up);
  // A line of no length with round ends is a dot, and takes a tenth of the bytes of a circle.
  const path = joined
    ? (line<readonly [number, number]>().defined(isThere).digits(1)(placed) ?? '')
    : placed
        .filter(isThere)
        .map(([across, up]) => `M${round(across)} ${round(up)}h0`)
        .join('');
  return `<path class="${joined ? 'line' : 'dots'} ${seriesClass(index)}" d="${path}"><title>${escapeMarkup(name)}</title></path>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
