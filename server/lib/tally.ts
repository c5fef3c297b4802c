/**
 * Counts things by key and tells the counts: the first at once, what follows at most every so often. Knows nothing of what is
 * counted.
 */
export class Tally<Key extends string> {
  readonly #every: number;
  readonly #tell: (key: Key, count: number) => void;
  readonly #counts = new Map<Key, number>();
  readonly #timers = new Map<Key, NodeJS.Timeout>();

  /** `every`: milliseconds between two tellings of one key. */
  constructor(every: number, tell: (key: Key, count: number) => void) {
    this.#every = every;
    this.#tell = tell;
  }

  add(key: Key, count = 1): void {
    if (count <= 0) return;
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + count);
    if (!this.#timers.has(key)) this.#flush(key);
  }

  /** Tells nothing more. */
  close(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
    this.#counts.clear();
  }

  #flush(key: Key): void {
    const count = this.#counts.get(key);
    this.#counts.delete(key);
    if (count === undefined) {
      this.#timers.delete(key);
      return;
    }
    this.#timers.set(key, setTimeout(() => this.#flush(key), this.#every).unref());
    this.#tell(key, count);
  }
}
