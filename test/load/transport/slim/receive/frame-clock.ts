/**
 * When frames of a video stream become whole, and whether that freezes the picture (W3C webrtc-stats, `freezeCount`). Nothing is decoded: a
 * frame is whole when its last packet (RTP's marker) and everything before it is there, or was given up.
 */
import type { ReceivedCounters } from '../../transport.ts';

/** As libwebrtc counts: the mean of the last so many gaps. */
const meanOf = 30;
const extraMs = 150;
const mostWaiting = 256;

type FrameCounters = Pick<ReceivedCounters, 'frames' | 'freezes' | 'frozen'>;

export class FrameClock {
  readonly #counters: FrameCounters;
  readonly #gaps: number[] = [];
  #sumOfGaps = 0;
  #lastAt: number | undefined;
  /** Last packets of frames that wait for something before them. */
  #waiting: number[] = [];

  constructor(counters: FrameCounters) {
    this.#counters = counters;
  }

  /** The last packet of a frame came. `firstMissing`: of the stream, undefined where there is none. */
  ended(whole: number, firstMissing: number | undefined, now: number): void {
    if (this.#waiting.length === 0 && (firstMissing === undefined || firstMissing > whole)) {
      this.#shown(now);
      return;
    }
    if (this.#waiting.length < mostWaiting) this.#waiting.push(whole);
    this.filled(firstMissing, now);
  }

  /** Something that was missing came, or is not waited for any more. */
  filled(firstMissing: number | undefined, now: number): void {
    if (this.#waiting.length === 0) return;
    const isWhole = (whole: number) => firstMissing === undefined || firstMissing > whole;
    const still = this.#waiting.filter(whole => !isWhole(whole));
    for (let count = this.#waiting.length - still.length; count > 0; count -= 1) this.#shown(now);
    this.#waiting = still;
  }

  /** The next gap is nobody's fault. */
  pause(): void {
    this.#lastAt = undefined;
    this.#waiting = [];
  }

  #shown(now: number): void {
    this.#counters.frames += 1;
    const gap = this.#lastAt === undefined ? undefined : now - this.#lastAt;
    this.#lastAt = now;
    if (gap === undefined) return;
    const mean = this.#sumOfGaps / this.#gaps.length;
    // Without a mean yet there is nothing to compare with.
    if (this.#gaps.length > 0 && gap >= Math.max(3 * mean, mean + extraMs)) {
      this.#counters.freezes += 1;
      this.#counters.frozen += gap;
    }
    this.#gaps.push(gap);
    this.#sumOfGaps += gap;
    if (this.#gaps.length > meanOf) this.#sumOfGaps -= this.#gaps.shift() ?? 0;
  }
}
