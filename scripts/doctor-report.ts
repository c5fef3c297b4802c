/** The doctor's report on a terminal: a line for each finding, with its remedy below where there is one. */
import { styleText } from 'node:util';
import type { DoctorReport, Finding } from '../server/protocol/doctor.ts';

const signs = { ok: 'ok', warning: 'WARNING', error: 'ERROR', skipped: 'skipped' } as const;
const colours = { ok: 'green', warning: 'yellow', error: 'red', skipped: 'gray' } as const;

export function printReport({ findings }: DoctorReport): void {
  const width = Math.max(...findings.map(({ check }) => check.length));
  for (const finding of findings) console.log(lineOf(finding, width));
  console.log(`\n${summaryOf(findings)}`);
}

/** Colours only where the terminal has them. */
function lineOf({ check, subject, status, sentence, remedy }: Finding, width: number): string {
  const sign = styleText(colours[status], signs[status].padEnd(7), { stream: process.stdout });
  const line = `${sign}  ${check.padEnd(width)}  ${subject}: ${sentence}`;
  return remedy === null ? line : `${line}\n${' '.repeat(9 + width)}  -> ${remedy}`;
}

function summaryOf(findings: readonly Finding[]): string {
  const count = (status: Finding['status']) => findings.filter(finding => finding.status === status).length;
  const [errors, warnings] = [count('error'), count('warning')];
  if (errors + warnings === 0) return 'Nothing is wrong that can be seen from here.';
  return `${counted(errors, 'error')}, ${counted(warnings, 'warning')}.`;
}

function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}
