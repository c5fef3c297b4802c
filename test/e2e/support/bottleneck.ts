/**
 * A thin link: packets leave it one after the other at its rate, wait for their turn in a short queue, and are dropped where that is
 * full. Sends nothing itself: it is handed what to do with a packet whose turn has come.
 */

/** Milliseconds of queue, as routers at home have it. */
const longestQueue = 250;

export class Bottleneck {
  #rate: number | null = null;
  #freeAt = 0;
  #loseEvery = Number.POSITIVE_INFINITY;
  #count = 0;

  /** bit/s of what comes from now on; `null`: without limit. */
  limit(rate: number | null): void {
    this.#rate = rate;
    this.#freeAt = performance.now();
  }

  /** One of so many is lost, whatever the rate. */
  loseEvery(packets: number): void {
    this.#loseEvery = packets;
  }

  pass(bytes: number, send: () => void): void {
    this.#count += 1;
    if (this.#count % this.#loseEvery === 0) return;
    if (this.#rate === null) {
      send();
      return;
    }
    const now = performance.now();
    const waits = Math.max(0, this.#freeAt - now);
    if (waits > longestQueue) return;
    this.#freeAt = now + waits + (bytes * 8_000) / this.#rate;
    setTimeout(send, this.#freeAt - now);
  }
}
