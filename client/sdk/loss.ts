/**
 * A socket that is lost: how long another is tried for, and what an attempt that failed means. Knows no socket.
 */
import { isPassing } from './come-back.ts';
import { longestAttempt } from './reconnecting.ts';
import { RequestError } from './request-error.ts';
import { type EndReason, endBecause, type SessionEnd, SessionEnded } from './session-end.ts';

// Nobody wished these, or there will be another server soon; whatever else ends a session is meant to.
const losses: ReadonlySet<string> = new Set<EndReason>([
  'lost',
  'timeout',
  'slow-client',
  'unreachable',
  'shutdown',
]);

export function isLoss({ reason }: SessionEnd): boolean {
  return losses.has(reason);
}

/** Milliseconds that a server may take to notice that a socket is dead: the seat is kept from then on. */
const unnoticed = 20_000;
/** Milliseconds that there are at least, once there is reason to think that it works again. */
const anotherWhile = 15_000;
/** Milliseconds by which timers are late on a busy machine that did not sleep. */
const lateness = 5_000;

export class Loss {
  readonly #end: SessionEnd;
  readonly #patience: number;
  #until: number;
  /** When the last attempt had failed, or was to begin. */
  #triedAt = performance.now();

  /** Why the socket was lost, and how long the seat is kept. */
  constructor(end: SessionEnd, seatSeconds: number) {
    this.#end = end;
    this.#patience = seatSeconds * 1000 + unnoticed;
    this.#until = performance.now() + this.#patience;
  }

  /** There is reason to think that it works now, however long it did not. */
  tryAWhile(): void {
    this.#until = Math.max(this.#until, performance.now() + anotherWhile);
  }

  /** The server has answered, though not yet for good: all the time there was begins anew. */
  heard(): void {
    this.#until = performance.now() + this.#patience;
  }

  /** Why the session ends with the attempt that failed by `error`; undefined: it is to be tried again. */
  failed(error: unknown): SessionEnd | undefined {
    const now = performance.now();
    // Such a time passes only in sleep, and the network may need a moment to wake.
    if (now - this.#triedAt > longestAttempt + lateness) this.tryAWhile();
    this.#triedAt = now;
    let end = this.#end;
    if (error instanceof SessionEnded && !isLoss(error.end)) return error.end;
    if (error instanceof RequestError) {
      end = endBecause(error.reason);
      if (!isPassing(error)) return end;
      this.#triedAt += (error.retryAfter ?? 0) * 1000;
    }
    return now > this.#until ? end : undefined;
  }
}
