/**
 * The reports of connection checks, the latest ones, in memory. Clients made them: they are kept and shown as they are, and nothing is
 * decided by them.
 */
import { randomBytes } from 'node:crypto';
import type { Log } from '../log.ts';
import type { CheckReport, KeptCheck } from '../protocol/check.ts';

/** Crockford's: no I, L, O and U, so that nobody mishears or misreads one. */
const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const idLength = 8; // 40 bits, in two halves
const usualMax = 500;

export class KeptChecks {
  readonly #log: Log;
  readonly #max: number;
  /** By id, oldest first. */
  readonly #kept = new Map<string, KeptCheck>();

  constructor(log: Log, max = usualMax) {
    this.#log = log;
    this.#max = max;
  }

  /** Returns the id by which it is found. */
  keep(report: CheckReport): string {
    const checkId = this.#newId();
    this.#kept.set(checkId, { checkId, at: Date.now(), report });
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= this.#max) break;
      this.#kept.delete(oldest);
    }
    const ways = report.ways.map(({ way, outcome }) => `${way} ${outcome}`);
    this.#log.info({ check: checkId, verdict: report.verdict, ways }, 'connection check');
    return checkId;
  }

  /** The id as somebody says it: in small letters, without the dash, with letters that look like the right ones. */
  find(spoken: string): KeptCheck | undefined {
    const plain = spoken.toUpperCase().replace(/[-_]/g, '').replaceAll('O', '0').replace(/[IL]/g, '1');
    return this.#kept.get(inHalves(plain));
  }

  /** The latest first. */
  list(): KeptCheck[] {
    return [...this.#kept.values()].reverse();
  }

  #newId(): string {
    const id = inHalves(
      Array.from(randomBytes(idLength), byte => letters.charAt(byte % letters.length)).join(''),
    );
    return this.#kept.has(id) ? this.#newId() : id;
  }
}

function inHalves(id: string): string {
  return `${id.slice(0, idLength / 2)}-${id.slice(idLength / 2)}`;
}
