/**
 * The doctor of a running server: at most one examination at a time, whoever asks, and its result kept for some seconds, because it opens
 * sockets and allocations.
 */
import type { Log } from '../log.ts';
import type { DoctorReport, Finding } from '../protocol/doctor.ts';
import { examine } from './examine.ts';
import type { Patient } from './patient.ts';

const keptFor = 10_000; // ms
const lookAgainAfter = 60_000; // ms

export class Doctor {
  readonly #patient: () => Patient;
  readonly #examine: (patient: Patient) => Promise<DoctorReport>;
  #closed = false;
  #again: NodeJS.Timeout | undefined;
  #last: { readonly report: Promise<DoctorReport>; until: number } | undefined;

  /** `patient` is called at each examination: addresses of the machine change. */
  constructor(patient: () => Patient, how: (patient: Patient) => Promise<DoctorReport> = examine) {
    this.#patient = patient;
    this.#examine = how;
  }

  /** Rejects when it could not even begin: the next who asks tries anew. */
  examine(): Promise<DoctorReport> {
    if (this.#last && performance.now() < this.#last.until) return this.#last.report;
    const last = { report: this.#begin(), until: Number.POSITIVE_INFINITY };
    this.#last = last;
    last.report.then(
      () => {
        last.until = performance.now() + keptFor;
      },
      () => {
        last.until = 0;
      },
    );
    return last.report;
  }

  async #begin(): Promise<DoctorReport> {
    return this.#examine(this.#patient());
  }

  /**
   * A line for each warning and error; nothing of what is well. What stands beside may start later than this server: a second look tells
   * what has become well. Never rejects: a server runs on without a doctor.
   */
  async tell(log: Log): Promise<void> {
    const report = await this.#reportFor(log);
    if (!report) return;
    const before = troublesIn(report);
    for (const { check, subject, status, sentence, remedy } of before) {
      log[status === 'error' ? 'error' : 'warn']({ check, subject, remedy }, `doctor: ${sentence}`);
    }
    if (before.length === 0 || this.#closed) return;
    this.#again = setTimeout(() => void this.#tellWhatIsWell(before, log), lookAgainAfter).unref();
  }

  /** No second look. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#again);
  }

  async #tellWhatIsWell(before: readonly Finding[], log: Log): Promise<void> {
    const report = await this.#reportFor(log);
    if (!report || this.#closed) return;
    const after = new Set(troublesIn(report).map(keyOf));
    const well = before.filter(finding => !after.has(keyOf(finding)));
    for (const { check, subject } of well) log.info({ check, subject }, 'doctor: it is well now');
  }

  async #reportFor(log: Log): Promise<DoctorReport | undefined> {
    try {
      return await this.examine();
    } catch (error) {
      log.error({ err: error }, 'doctor: the examination failed');
      return undefined;
    }
  }
}

function troublesIn({ findings }: DoctorReport): Finding[] {
  return findings.filter(({ status }) => status === 'warning' || status === 'error');
}

function keyOf({ check, subject }: Finding): string {
  return `${check} ${subject}`;
}
