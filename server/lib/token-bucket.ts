/** A token bucket: a burst and a steady rate. The clock is handed in, in milliseconds, so that it can be tested. */
export class TokenBucket {
  readonly #capacity: number;
  readonly #perSecond: number;
  #tokens: number;
  #filledAt: number;

  constructor(capacity: number, perSecond: number, now: number) {
    this.#capacity = capacity;
    this.#perSecond = perSecond;
    this.#tokens = capacity;
    this.#filledAt = now;
  }

  /** Takes `cost` tokens if there are so many; otherwise takes none and returns false. */
  take(cost: number, now: number): boolean {
    if (!this.has(cost, now)) return false;
    this.#tokens -= cost;
    return true;
  }

  /** Whether there are so many tokens. */
  has(cost: number, now: number): boolean {
    const earned = ((now - this.#filledAt) / 1000) * this.#perSecond;
    this.#tokens = Math.min(this.#capacity, this.#tokens + earned);
    this.#filledAt = now;
    return this.#tokens >= cost;
  }
}
