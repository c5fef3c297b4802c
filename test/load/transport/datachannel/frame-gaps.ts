/** Freezes as W3C webrtc-stats defines `freezeCount`: by the gap between two frames and the mean of the gaps before it. */

const usualGaps = 30;

export class FrameGaps {
  freezes = 0;
  /** Milliseconds of all freezes. */
  frozen = 0;
  #last: number | undefined;
  readonly #gaps: number[] = [];

  /** A frame is complete. `now`: milliseconds. */
  frame(now: number): void {
    const gap = this.#last === undefined ? undefined : now - this.#last;
    this.#last = now;
    if (gap === undefined) return;
    const mean = this.#gaps.reduce((sum, each) => sum + each, 0) / (this.#gaps.length || 1);
    if (this.#gaps.length > 0 && gap > Math.max(3 * mean, mean + 150)) {
      this.freezes += 1;
      this.frozen += gap;
    }
    this.#gaps.push(gap);
    if (this.#gaps.length > usualGaps) this.#gaps.shift();
  }

  /** Nothing is expected for a while: the next gap says nothing. */
  pause(): void {
    this.#last = undefined;
  }
}
