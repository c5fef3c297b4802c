/**
 * A line of the last minute, which moves on with every second.
 */
import { text } from '../strings/index.ts';
import { bits } from './numbers.ts';

/** Samples in it, one for each second. */
export const graphLength = 60;

const width = 240;
const height = 48;

export function Graph({ values }: { values: readonly number[] }) {
  const top = Math.max(1, ...values);
  const from = graphLength - values.length;
  const points = values.map((value, index) => {
    const x = ((from + index) * width) / (graphLength - 1);
    return `${x.toFixed(1)},${(height - (value / top) * (height - 4)).toFixed(1)}`;
  });
  const label = text.quality.graph(bits(values.at(-1) ?? 0) ?? '', bits(values.length > 0 ? top : 0) ?? '');
  return (
    <figure class="quality-graph">
      <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden="true">
        <polyline points={points.join(' ')} />
      </svg>
      <figcaption>{label}</figcaption>
    </figure>
  );
}
