/**
 * The time between the wish to end the server and its end: nobody else is let in, and who is inside goes on until all have left or the
 * time is over. Knows neither processes nor sockets.
 */
import { RequestError } from '../errors.ts';
import type { SignalParams } from '../protocol/signals.ts';
import type { Peer } from './peer.ts';

type Draining = SignalParams<'draining'>;

export interface DrainOptions {
  /** How many peers there are: those on their way in, and those whose sockets are lost, are among them. */
  inside: () => number;
  /** It begins: everybody inside is to be told, and who waits to be let in is to be sent away with `error`. */
  onBegin: (draining: Draining, error: RequestError) => void;
}

/** Seconds. A successor has to start first; and who is turned away asks again soon, because all may have left before the time is over. */
const restart = 2;
const askAgain = 15;

interface UnderWay {
  /** Of `performance.now()`; infinity: when all have left. */
  readonly endsAt: number;
  readonly timer: NodeJS.Timeout | undefined;
  readonly ended: Promise<void>;
  end(): void;
}

export class Drain {
  readonly #options: DrainOptions;
  #underWay: UnderWay | undefined;

  constructor(options: DrainOptions) {
    this.#options = options;
  }

  get isUnderWay(): boolean {
    return this.#underWay !== undefined;
  }

  /** How many seconds are left; `null`: until all have left. Undefined: it is not under way. */
  get seconds(): number | null | undefined {
    return this.#underWay && drainingUntil(this.#underWay.endsAt).seconds;
  }

  /** Resolves when nobody is inside any more, or after so many seconds; `null`: however long it takes. Begins once. */
  begin(seconds: number | null): Promise<void> {
    if (this.#underWay) return this.#underWay.ended;
    const { promise: ended, resolve: end } = Promise.withResolvers<void>();
    const endsAt = seconds === null ? Number.POSITIVE_INFINITY : performance.now() + seconds * 1_000;
    const timer = seconds === null ? undefined : setTimeout(end, seconds * 1_000);
    this.#underWay = { endsAt, timer, ended, end };
    this.#options.onBegin(drainingUntil(endsAt), errorUntil(endsAt));
    this.look();
    return ended;
  }

  /** Somebody has left, or has not come in after all. */
  look(): void {
    // Whoever leaves is among those inside until the call that says so is over.
    if (this.#underWay) queueMicrotask(() => this.#endIfEmpty());
  }

  /** Throws `draining`. */
  requireNone(): void {
    if (this.#underWay) throw errorUntil(this.#underWay.endsAt);
  }

  /** Tells a peer that may not know of it. */
  tell(peer: Peer): void {
    if (this.#underWay) peer.signal('draining', drainingUntil(this.#underWay.endsAt));
  }

  /** What it waits for ends otherwise. */
  close(): void {
    clearTimeout(this.#underWay?.timer);
    this.#underWay?.end();
  }

  #endIfEmpty(): void {
    if (this.#options.inside() === 0) this.close();
  }
}

function secondsUntil(endsAt: number): number {
  return Math.max(0, (endsAt - performance.now()) / 1_000);
}

function drainingUntil(endsAt: number): Draining {
  const seconds = secondsUntil(endsAt);
  return { seconds: Number.isFinite(seconds) ? Math.ceil(seconds) : null };
}

function errorUntil(endsAt: number): RequestError {
  return RequestError.later('draining', Math.min(askAgain, secondsUntil(endsAt) + restart));
}
