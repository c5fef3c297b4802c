/**
 * Sends many messages evenly, a few such bursts at a time and the others in line, so that those who measure disturb neither one another
 * nor the calls. Knows not what is sent, nor to whom.
 */

export interface Burst {
  readonly messages: number;
  readonly perSecond: number;
  begun(): void;
  send(): void;
  ended(): void;
}

const tickEvery = 10; // ms

export class Bursts {
  readonly #atOnce: number;
  /** In the order in which they came. */
  readonly #waiting = new Set<Burst>();
  readonly #running = new Map<Burst, NodeJS.Timeout>();

  constructor(atOnce: number) {
    this.#atOnce = atOnce;
  }

  /** Begins at once, or when it is its turn. */
  add(burst: Burst): void {
    this.#waiting.add(burst);
    this.#next();
  }

  /** Ends one before its time, without a word. Ending one that is gone changes nothing. */
  remove(burst: Burst): void {
    this.#waiting.delete(burst);
    clearInterval(this.#running.get(burst));
    if (this.#running.delete(burst)) this.#next();
  }

  #next(): void {
    for (const burst of this.#waiting) {
      if (this.#running.size >= this.#atOnce) return;
      this.#waiting.delete(burst);
      this.#run(burst);
    }
  }

  #run(burst: Burst): void {
    const beganAt = performance.now();
    let sent = 0;
    const tick = () => {
      const due = Math.floor(((performance.now() - beganAt) / 1_000) * burst.perSecond);
      for (; sent < Math.min(due, burst.messages); sent += 1) burst.send();
      if (sent < burst.messages) return;
      this.remove(burst);
      burst.ended();
    };
    this.#running.set(burst, setInterval(tick, tickEvery));
    burst.begun();
  }
}
