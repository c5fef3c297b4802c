/** A report for a terminal: the verdict, then the numbers. Pure. */
import type { Verdict } from '../verdict/verdict.ts';
import { circumstances } from './circumstances.ts';
import type { Report } from './report.ts';
import type { Summary } from './summary.ts';
import { type Table, tablesOf } from './tables.ts';

export function textOf(report: Report, summary: Summary, verdict: Verdict): string {
  const { sentence, invalid, remarks } = verdict;
  const head = [sentence, ...[...invalid, ...remarks].map(each => `  - ${each}`)].join('\n');
  const what = report.parts.flatMap(circumstances).join('\n');
  return [head, ...tablesOf(report, summary).map(tableText), what].join('\n\n');
}

function tableText({ title, columns, rows, notes = [] }: Table): string {
  const all = columns.some(column => column !== '') ? [columns, ...rows] : rows;
  const widths = columns.map((_, index) => Math.max(...all.map(row => (row[index] ?? '').length)));
  const isPair = columns.length === 2;
  const lines = all.map(row =>
    row
      .map((cell, index) =>
        index === 0 || isPair ? cell.padEnd(widths[index] ?? 0) : cell.padStart(widths[index] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
  return [title, ...[...lines, ...notes].map(line => `  ${line}`)].join('\n');
}
