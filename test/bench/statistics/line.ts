/** Straight lines through measured points, as they are and on logarithmic scales. Pure. */

export type Point = readonly [x: number, y: number];

export interface Line {
  readonly slope: number;
  readonly intercept: number;
  /** Share of the variance that the line explains, 0 to 1. */
  readonly r2: number;
}

/** Least squares. NaN when all x are the same. */
export function fitLine(points: readonly Point[]): Line {
  const n = points.length;
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / n;
  const [meanX, meanY] = [mean(points.map(([x]) => x)), mean(points.map(([, y]) => y))];
  const sum = (of: (dx: number, dy: number) => number) =>
    points.reduce((total, [x, y]) => total + of(x - meanX, y - meanY), 0);
  const [xx, xy, yy] = [sum(dx => dx * dx), sum((dx, dy) => dx * dy), sum((_, dy) => dy * dy)];
  const slope = xy / xx;
  return { slope, intercept: meanY - slope * meanX, r2: yy === 0 ? 1 : (xy * xy) / (xx * yy) };
}

export interface Growth {
  /** y grows as x to this power: 0 is constant, 1 proportional, 2 square. */
  readonly exponent: number;
  readonly factor: number;
  readonly r2: number;
}

/** y = factor * x ^ exponent, by a line through the logarithms. Points that are not positive have none, and do not count. */
export function fitGrowth(points: readonly Point[]): Growth {
  const logs = points.filter(([x, y]) => x > 0 && y > 0).map(([x, y]): Point => [Math.log(x), Math.log(y)]);
  const { slope, intercept, r2 } = fitLine(logs);
  return { exponent: slope, factor: Math.exp(intercept), r2 };
}
