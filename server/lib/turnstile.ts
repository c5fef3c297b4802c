/** Lets so many tasks run at the same time; the others wait for their turn, in order. Knows nothing of what they do. */
import { GoneError } from './adopt.ts';

export class Turnstile {
  readonly #width: number;
  readonly #waiting = new Set<() => void>();
  #running = 0;

  /** `width`: how many run at the same time. */
  constructor(width: number) {
    this.#width = width;
  }

  /** How many have not begun. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /** Those that wait, and those that run. */
  get size(): number {
    return this.#waiting.size + this.#running;
  }

  /** Settles as `task` does. Rejects with GoneError, and `task` never runs, when `signal` is aborted before its turn. */
  async pass<Result>(task: () => Promise<Result>, signal: AbortSignal): Promise<Result> {
    await this.#turn(signal);
    try {
      return await task();
    } finally {
      this.#next();
    }
  }

  #turn(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const giveUp = () => {
        this.#waiting.delete(begin);
        reject(new GoneError('gave up before its turn'));
      };
      const begin = () => {
        signal.removeEventListener('abort', giveUp);
        this.#running += 1;
        resolve();
      };
      if (signal.aborted) giveUp();
      else if (this.#running < this.#width) begin();
      else {
        this.#waiting.add(begin);
        signal.addEventListener('abort', giveUp);
      }
    });
  }

  #next(): void {
    this.#running -= 1;
    const [first] = this.#waiting;
    if (!first) return;
    this.#waiting.delete(first);
    first();
  }
}
