/** An outcome as Markdown. Pure. */
import type { Benchmark, Outcome, Table, Verdict } from '../benchmark.ts';

/** When and where. */
export interface Circumstances {
  readonly date: Date;
  readonly machine: string;
  readonly quick: boolean;
}

/** The part of RESULTS.md of one benchmark. */
export function sectionOf(benchmark: Benchmark, outcome: Outcome, circumstances: Circumstances): string {
  const { number, name, title, method } = benchmark;
  const plots = (outcome.plots ?? []).map(plot => `![${plot.title}](results/${plot.name}.svg)`);
  const remarks = outcome.remarks.length > 0 ? [outcome.remarks.map(each => `- ${each}`).join('\n')] : [];
  const { date, machine, quick } = circumstances;
  const size = quick ? ' **A quick run: it shows that it works, and measures nothing.**' : '';
  return [
    `## ${number}. ${title}`,
    method,
    ...outcome.tables.map(tableOf),
    ...plots,
    ...outcome.verdicts.map(verdictOf),
    ...remarks,
    `Measured on ${dayOf(date)}, ${machine}. Raw data: [results/${name}.json](results/${name}.json).${size}`,
  ].join('\n\n');
}

/** What the README tells of a benchmark: dated, with the machine. */
export function summaryOf(summary: string, { date, machine }: Circumstances): string {
  return `${summary}\n\nMeasured on ${dayOf(date)}, ${machine}; how is told in [RESULTS.md](test/bench/RESULTS.md).`;
}

export function tableOf({ head, rows }: Table): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), `|${head.map(() => '---|').join('')}`, ...rows.map(line)].join('\n');
}

function dayOf(date: Date): string {
  return date.toISOString().slice(0, 10);
}

const words = { true: 'kept', false: '**not kept**', undefined: 'cannot be told' } as const;

function verdictOf({ promise, measured, kept }: Verdict): string {
  return `Promise: ${promise}. Measured: ${measured}. ${words[`${kept}`]}.`;
}
