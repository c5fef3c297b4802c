/**
 * How long one room lives: until nobody has been inside for a while, or until its time is over. Knows nothing of rooms but that.
 */
import { timeUntil } from '../lib/time-until.ts';

export interface LifetimeOptions {
  /** How long it is kept when nobody is inside, in milliseconds. */
  keepEmpty: number;
  onEmpty: () => void;
  /** The time that was set has come. */
  onOver: () => void;
}

export class Lifetime {
  readonly #options: LifetimeOptions;
  #emptyTimer: NodeJS.Timeout | undefined;
  #overTimer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: LifetimeOptions) {
    this.#options = options;
  }

  /** Whether anybody is inside, or on the way in. Empty again: it begins anew. */
  setOccupied(occupied: boolean): void {
    clearTimeout(this.#emptyTimer);
    if (occupied || this.#closed) return;
    this.#emptyTimer = setTimeout(this.#options.onEmpty, this.#options.keepEmpty);
  }

  /** Milliseconds since 1970; `null`: no end is set. */
  setEnd(time: number | null): void {
    clearTimeout(this.#overTimer);
    if (time === null || this.#closed) return;
    if (time <= Date.now()) this.#options.onOver();
    else this.#overTimer = setTimeout(() => this.setEnd(time), timeUntil(time));
  }

  /** No timer is left, and none is set any more. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#emptyTimer);
    clearTimeout(this.#overTimer);
  }
}
