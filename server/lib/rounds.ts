/**
 * Asks many things in turn, a few at a time, for as long as somebody wants to know: no more often each than need be, and no more of
 * them in a second than is cheap, however many there are. Knows nothing of what is asked.
 */
export interface RoundsOptions {
  /** So many at most are asked in a second. */
  readonly perSecond: number;
  /** Milliseconds from when a thing was asked to when it is asked again, at least. */
  readonly every: number;
  /** Milliseconds for which it goes on after `wake`. */
  readonly awakeFor: number;
}

/** What can be asked. It may reject: that is as good as no answer. */
export type Asked = () => Promise<void>;

const tick = 100; // ms

export class Rounds {
  readonly #options: RoundsOptions;
  /** When each was asked last, in the order in which they came or were asked. */
  readonly #askedAt = new Map<Asked, number>();
  #timer: NodeJS.Timeout | undefined;
  #awakeUntil = 0;
  #asking = false;

  constructor(options: RoundsOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#askedAt.size;
  }

  add(asked: Asked): void {
    this.#askedAt.set(asked, Number.NEGATIVE_INFINITY);
  }

  delete(asked: Asked): void {
    this.#askedAt.delete(asked);
  }

  /** Somebody wants to know. */
  wake(): void {
    this.#awakeUntil = performance.now() + this.#options.awakeFor;
    this.#timer ??= setInterval(() => this.#turn(), tick).unref();
  }

  /** Asks no more, until it is woken. */
  rest(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #turn(): void {
    const now = performance.now();
    if (now > this.#awakeUntil) this.rest();
    else if (!this.#asking) void this.#ask(this.#due(now));
  }

  #due(now: number): Asked[] {
    const { perSecond, every } = this.#options;
    const due: Asked[] = [];
    for (const [asked, at] of this.#askedAt) {
      if (due.length >= (perSecond * tick) / 1_000 || now - at < every) break;
      due.push(asked);
    }
    for (const asked of due) {
      this.#askedAt.delete(asked);
      this.#askedAt.set(asked, now);
    }
    return due;
  }

  /** Who does not answer, holds up the others: they may be with the same worker, and one that hangs is replaced soon. */
  async #ask(due: readonly Asked[]): Promise<void> {
    this.#asking = true;
    await Promise.allSettled(due.map(asked => asked()));
    this.#asking = false;
  }
}
