import type { Verdict } from '../verdict/verdict.ts';
import type { Report } from './report.ts';
import type { Summary } from './summary.ts';
export function htmlOf(report: Report, summary: Summary, verdict: Verdict): string {
  return JSON.stringify([report, summary, verdict]);
}
