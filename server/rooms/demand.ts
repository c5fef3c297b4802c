/**
 * How much of one video anybody wants: the highest spatial layer that some subscription asks for, told to the publisher so that
 * it encodes no more than that. More is told at once, less only after a while, because people turn pages back and forth.
 */

/** Milliseconds for which a layer is kept that nobody wants any more. */
const patience = 2_000;

export class Demand {
  readonly #tell: (spatialLayer: number | null) => void;
  readonly #wanted = new Map<object, number>();
  /** The layer that the publisher was told last; at first it sends all it has. -1: none. */
  #told: number;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  /** `layers`: how many the publisher sends. `tell` is called with the highest that is wanted, `null`: none. */
  constructor(layers: number, tell: (spatialLayer: number | null) => void) {
    this.#told = layers - 1;
    this.#tell = tell;
    this.#settle();
  }

  /** `subscriber`, compared by identity, wants that layer from now on; `undefined`: it wants nothing. */
  want(subscriber: object, spatialLayer: number | undefined): void {
    if (this.#wanted.get(subscriber) === spatialLayer) return;
    if (spatialLayer === undefined) this.#wanted.delete(subscriber);
    else this.#wanted.set(subscriber, spatialLayer);
    this.#settle();
  }

  /** Tells once more what was told last. */
  repeat(): void {
    if (!this.#closed) this.#say(this.#told);
  }

  /** Says nothing more. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  get #highest(): number {
    return Math.max(-1, ...this.#wanted.values());
  }

  #settle(): void {
    if (this.#closed) return;
    const highest = this.#highest;
    if (highest >= this.#told) {
      clearTimeout(this.#timer);
      this.#timer = undefined;
      if (highest > this.#told) this.#say(highest);
    } else {
      this.#timer ??= setTimeout(() => this.#lower(), patience);
    }
  }

  #lower(): void {
    this.#timer = undefined;
    this.#say(this.#highest);
  }

  #say(highest: number): void {
    this.#told = highest;
    this.#tell(highest < 0 ? null : highest);
  }
}
