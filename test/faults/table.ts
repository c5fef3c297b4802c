/**
 * The table as Markdown: a line for each row, then what was broken, then when and where. Pure.
 */
import type { Sample } from './fault.ts';
import { median, percentile, worst } from './statistics.ts';
import { breaches, type Row, timesOf } from './verdict.ts';

export interface Circumstances {
  /** Processors and system, in words. */
  readonly machine: string;
  readonly date: Date;
  readonly seed: number;
}

export function tableOf(rows: readonly Row[], { machine, date, seed }: Circumstances): string {
  const lines = [
    '| fault | promise | runs | median | 99th percentile | worst | |',
    '|---|---|---|---|---|---|---|',
    ...rows.map(lineOf),
    '',
    'After each run everybody has the same state, byte for byte, and the muted are as muted as before.',
    `Measured on ${date.toISOString().slice(0, 10)}, ${machine}, seed ${seed}.`,
  ];
  const broken = rows.flatMap(row => breaches(row).map(each => `- ${row.fault.name}: ${each}`));
  const notRun = rows.flatMap(({ fault, missing }) => (missing ? [`- ${fault.name}: ${missing}`] : []));
  if (notRun.length > 0) lines.push('', 'Not run:', '', ...notRun);
  if (broken.length > 0) lines.push('', 'Broken:', '', ...broken);
  return `${lines.join('\n')}\n`;
}

function lineOf(row: Row): string {
  const { fault, samples, missing } = row;
  const verdict = missing ? 'not run' : breaches(row).length === 0 ? 'kept' : '**broken**';
  return `| ${[fault.fault, fault.promise, samples.length, ...figuresOf(samples), verdict].join(' | ')} |`;
}

/** Three cells; what is no time is told in the first. */
function figuresOf(samples: readonly Sample[]): string[] {
  const times = timesOf(samples);
  if (times.length === 0) return [samples[0]?.how ?? '', '', ''];
  return [median(times), percentile(times, 99), worst(times)].map(seconds);
}

function seconds(milliseconds: number): string {
  if (!Number.isFinite(milliseconds)) return 'never';
  return milliseconds < 1_000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1_000).toFixed(2)} s`;
}
