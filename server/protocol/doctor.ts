/**
 * The doctor's report: what of this server's settings, machine and network works, as `npm run doctor` and the HTTP API tell it.
 */
import Type, { type Static } from 'typebox';
import { Closed, OneOf, Time } from './shapes.ts';

/** `skipped`: there is nothing to check, or it cannot be checked from here; the sentence says which. */
const findingStatuses = ['ok', 'warning', 'error', 'skipped'] as const;

export const Finding = Closed(
  {
    check: Type.String({
      maxLength: 64,
      description: 'which check it is of, such as `turn-relay`; stable for scripts',
    }),
    subject: Type.String({ maxLength: 512, description: 'what was looked at: an address, a URL, a file' }),
    status: OneOf(findingStatuses),
    sentence: Type.String({ maxLength: 2_000, description: 'what was found, in words' }),
    remedy: Type.Union([Type.String({ maxLength: 2_000 }), Type.Null()], {
      description: 'what to do about it; `null` where nothing is wrong',
    }),
  },
  { description: 'One line of the doctor.' },
);
export type Finding = Static<typeof Finding>;

export const DoctorReport = Closed(
  {
    at: Time,
    healthy: Type.Boolean({ description: 'no finding is an `error`' }),
    findings: Type.Array(Finding),
  },
  { description: 'What the doctor found.' },
);
export type DoctorReport = Static<typeof DoctorReport>;
