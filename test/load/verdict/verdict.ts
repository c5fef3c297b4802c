/** The answer that a run gives: in a sentence, with its reasons, and as an exit code. Pure. */
import type { Report } from '../report/report.ts';
import type { Summary } from '../report/summary.ts';
import { type Threshold, type Thresholds, thresholdsOf, thresholdText } from './thresholds.ts';
import { troubles } from './trouble.ts';
import { invalidities, remarks } from './validity.ts';

export const exitCodes = { kept: 0, broken: 1, invalid: 3 } as const;

export interface Verdict {
  readonly result: keyof typeof exitCodes;
  readonly sentence: string;
  /** Why it is invalid. */
  readonly invalid: readonly string[];
  readonly thresholds: readonly Threshold[];
  readonly remarks: readonly string[];
}

/** Invalid comes before broken: what cannot be believed has broken nothing. */
export function verdictOf(report: Report, summary: Summary, given: Thresholds): Verdict {
  const invalid = invalidities(report.parts);
  const thresholds = thresholdsOf(summary, given);
  const broken = thresholds.filter(({ kept }) => !kept);
  const result = invalid.length > 0 ? 'invalid' : broken.length > 0 ? 'broken' : 'kept';
  return {
    result,
    sentence: sentenceOf(result, thresholds),
    invalid,
    thresholds,
    remarks: [...remarks(report.parts), ...troubles(summary)],
  };
}

function sentenceOf(result: Verdict['result'], thresholds: readonly Threshold[]): string {
  if (result === 'invalid')
    return 'This run is invalid: its numbers say more of the tool than of the server.';
  const broken = thresholds.filter(({ kept }) => !kept);
  if (broken.length > 0) return `Not kept: ${broken.map(thresholdText).join('; ')}.`;
  return thresholds.length === 0
    ? 'The run is valid; no limits were given.'
    : `All was kept: ${thresholds.map(thresholdText).join('; ')}.`;
}
