/**
 * Who waits to be let into one room. Owns the wait, not the person: whoever was let in goes on joining by itself. Knows no media and
 * outlives those of its room.
 */
import { randomUUID } from 'node:crypto';
import { keyOf, type Visitor } from '../auth/visitor.ts';
import { RequestError } from '../errors.ts';
import { GoneError } from '../lib/adopt.ts';
import { maxWaiting, type Waiting } from '../protocol/signals.ts';

/** Who asks to come in. */
export interface Applicant {
  /** Aborted when it goes away: then nobody is let in any more. */
  readonly signal: AbortSignal;
  /** It is told to wait. */
  waiting(): void;
}

interface Wait {
  readonly info: Waiting;
  readonly visitor: Visitor;
  end(outcome: WaitOutcome | Error): void;
}

/** Let in by somebody, or with nothing to wait for any more. */
export type WaitOutcome = 'admitted' | 'abolished';

export class Lobby {
  readonly #onChanged: () => void;
  readonly #waits = new Map<string, Wait>();

  /** `onChanged`: somebody came or went. */
  constructor(onChanged: () => void) {
    this.#onChanged = onChanged;
  }

  get waiting(): Waiting[] {
    return [...this.#waits.values()].map(({ info }) => info);
  }

  /**
   * Resolves when they are let in, or the lobby is abolished. Throws `refused`, `room-full` when too many wait, GoneError when the applicant
   * goes away. Whoever waits already under the same token is sent away.
   */
  wait(visitor: Visitor, applicant: Applicant): Promise<WaitOutcome> {
    const { signal } = applicant;
    this.#sendAwaySame(visitor);
    if (this.#waits.size >= maxWaiting) throw new RequestError('room-full', undefined, 'The lobby is full.');
    if (signal.aborted) throw new GoneError('the applicant left');
    return new Promise((resolve, reject) => {
      const { name, identity } = visitor;
      const info = { waitingId: randomUUID(), name, identity, since: Date.now() };
      const goAway = () => end(new GoneError('the applicant left'));
      const end = (outcome: WaitOutcome | Error) => {
        if (!this.#waits.delete(info.waitingId)) return;
        signal.removeEventListener('abort', goAway);
        if (outcome instanceof Error) reject(outcome);
        else resolve(outcome);
        this.#onChanged();
      };
      signal.addEventListener('abort', goAway);
      this.#waits.set(info.waitingId, { info, visitor, end });
      applicant.waiting();
      this.#onChanged();
    });
  }

  /** Throws `not-found`. */
  admit(waitingId: string): void {
    this.#wait(waitingId).end('admitted');
  }

  /** Throws `not-found`. */
  refuse(waitingId: string): void {
    this.#wait(waitingId).end(new RequestError('refused'));
  }

  /** Who waits longest is let in. */
  admitFirst(): void {
    const [first] = this.#waits.values();
    first?.end('admitted');
  }

  /** Nobody has to wait any more: whether they may come in is to be asked anew. */
  abolish(): void {
    for (const wait of [...this.#waits.values()]) wait.end('abolished');
  }

  /** Those of the waiting who are `unwelcome` are sent away with `error`. */
  sendAway(error: RequestError, unwelcome: (visitor: Visitor) => boolean = () => true): void {
    for (const wait of [...this.#waits.values()]) if (unwelcome(wait.visitor)) wait.end(error);
  }

  #sendAwaySame(visitor: Visitor): void {
    const key = keyOf(visitor);
    const same = [...this.#waits.values()].find(wait => key !== undefined && keyOf(wait.visitor) === key);
    same?.end(new RequestError('refused', undefined, 'You wait from somewhere else now.'));
  }

  #wait(waitingId: string): Wait {
    const wait = this.#waits.get(waitingId);
    if (!wait) throw new RequestError('not-found', 'waitingId');
    return wait;
  }
}
