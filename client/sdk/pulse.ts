/** Whether something arrives over one connection, from one look at its counters to the next. Knows no browser. */

/** What the browser has counted so far. */
export interface Look {
  /** Another one when something has come. */
  came: string;
  /** Packets sent. */
  went: number;
}

/** Of so many looks in a row something must have come at that many: only then is silence news. */
const looks = 5;
const busy = 4;

export class Pulse {
  #last: Look | undefined;
  #cameAt = Number.NEGATIVE_INFINITY;
  #wentThen = 0;
  #beats: boolean[] = [];
  #steady = false;

  /** Something had come at the last look. */
  get beats(): boolean {
    return this.#beats.at(-1) === true;
  }

  /** Something came all the time, until it did not. */
  get isSteady(): boolean {
    return this.#steady;
  }

  /** Packets that went since anything came. */
  get wentUnanswered(): number {
    return (this.#last?.went ?? 0) - this.#wentThen;
  }

  /** Milliseconds. */
  silentFor(now: number): number {
    return now - this.#cameAt;
  }

  take(at: number, look: Look): void {
    const first = this.#last === undefined;
    const came = !first && look.came !== this.#last?.came;
    this.#last = look;
    if (first || came) this.#wentThen = look.went;
    if (came) this.#cameAt = at;
    this.#beats = [...this.#beats, came].slice(-looks);
    // Judged at a beat: the looks of a silence do not make it usual.
    if (came) this.#steady = this.#beats.filter(Boolean).length >= busy;
  }

  /** Until something has come all the time again, silence means nothing. */
  forget(): void {
    this.#last = undefined;
    this.#beats = [];
    this.#steady = false;
  }
}
