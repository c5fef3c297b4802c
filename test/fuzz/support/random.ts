/** Chance that can be had again: every draw follows from the seed. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** From 0 up to, not including, 1 (mulberry32). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let word = this.#state;
    word = Math.imul(word ^ (word >>> 15), word | 1);
    word ^= word + Math.imul(word ^ (word >>> 7), word | 61);
    return ((word ^ (word >>> 14)) >>> 0) / 2 ** 32;
  }

  /** Both bounds included. */
  integer(minimum: number, maximum: number): number {
    return minimum + Math.floor(this.next() * (maximum - minimum + 1));
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(choices: readonly T[]): T {
    if (choices.length === 0) throw new Error('nothing to choose from');
    return choices[Math.floor(this.next() * choices.length)] as T;
  }

  uuid(): string {
    const digits = (count: number) =>
      Array.from({ length: count }, () => this.integer(0, 15).toString(16)).join('');
    return [8, 4, 4, 4, 12].map(digits).join('-');
  }
}

/** The seed of this run: `FUZZ_SEED`, or a new one. Printed, so that a failure can be had again. */
export function seedOf(title: string): number {
  const seed = Number(process.env.FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 31));
  console.log(`${title}: FUZZ_SEED=${seed}`);
  return seed;
}
