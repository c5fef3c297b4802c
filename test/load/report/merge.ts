/** Reports as they are read from files, and as one. Pure. */
import { Compile } from 'typebox/compile';
import { schemaFault } from '../../../server/lib/schema-fault.ts';
import { type Part, type Report, ReportSchema, reportVersion } from './report.ts';

/** A file that is no report, or reports that are not of one run; the message is for whoever named them. */
export class MergeError extends Error {}

const schema = Compile(ReportSchema);

/** Throws MergeError. */
export function readReport(text: string, file: string): Report {
  const value = parsed(text, file);
  if (schema.Check(value)) return value;
  const { field, detail } = schemaFault(schema.Errors(value));
  throw new MergeError(`${file} is no report of version ${reportVersion}: ${field} ${detail}.`);
}

/** The machines of all. Throws MergeError where they did not run at the same time, or one is there twice. */
export function merged(reports: readonly Report[]): Report {
  const parts = reports.flatMap(report => report.parts).toSorted((a, b) => a.startedAt - b.startedAt);
  const names = parts.map(({ startedAt, roomPrefix, server }) => `${startedAt} ${roomPrefix} ${server.url}`);
  if (new Set(names).size < names.length) throw new MergeError('One of the reports is there twice.');
  const firstEnd = Math.min(...parts.map(({ startedAt, ended }) => startedAt + ended));
  const lastStart = parts.at(-1)?.startedAt ?? 0;
  if (lastStart > firstEnd)
    throw new MergeError('The runs were not at the same time: together they say nothing of a server.');
  return { format: 'plenum-load-report', version: reportVersion, parts };
}

/** Seconds by which a part began later than the first. */
export function offsetOf(part: Part, parts: readonly Part[]): number {
  return (part.startedAt - Math.min(...parts.map(({ startedAt }) => startedAt))) / 1_000;
}

function parsed(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new MergeError(`${file} is no JSON.`);
  }
}
