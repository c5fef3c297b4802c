/**
 * How a check says what it found. A finding is a sentence, and unless all is well, a remedy that can be typed.
 */
import type { Finding } from '../protocol/doctor.ts';

export interface Reporter {
  ok(subject: string, sentence: string): Finding;
  skipped(subject: string, sentence: string): Finding;
  warning(subject: string, sentence: string, remedy: string): Finding;
  error(subject: string, sentence: string, remedy: string): Finding;
}

/** `check`: the word for it, stable for scripts. */
export function reporterOf(check: string): Reporter {
  const report = (status: Finding['status'], subject: string, sentence: string, remedy: string | null) => ({
    check,
    subject: bounded(subject, 512),
    status,
    sentence: bounded(sentence, 2_000),
    remedy: remedy === null ? null : bounded(remedy, 2_000),
  });
  return {
    ok: (subject, sentence) => report('ok', subject, sentence, null),
    skipped: (subject, sentence) => report('skipped', subject, sentence, null),
    warning: (subject, sentence, remedy) => report('warning', subject, sentence, remedy),
    error: (subject, sentence, remedy) => report('error', subject, sentence, remedy),
  };
}

/** What other servers said may be part of it, and is shown on terminals. */
function bounded(text: string, length: number): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}]/gu, ' ').slice(0, length);
}

/** Of whatever was thrown. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
