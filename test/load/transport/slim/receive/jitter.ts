/**
 * How unevenly packets arrive (RFC 3550 section 6.4.1), taken at the first packet of each frame as libwebrtc does: the others of a frame were
 * sent later on purpose.
 */
const wrap = 0x1_0000_0000;
/** ms; more is a stream that began anew, as after a pause (libwebrtc: 5 s). */
const longestJump = 5_000;

export class Jitter {
  readonly #clockRate: number;
  #milliseconds = 0;
  #transit: number | undefined;
  #lastTimestamp = -1;

  constructor(clockRate: number) {
    this.#clockRate = clockRate;
  }

  /** Of a packet that is newer than all before it. Gives the jitter so far, in ms. */
  take(timestamp: number, now: number): number {
    if (timestamp === this.#lastTimestamp) return this.#milliseconds;
    this.#lastTimestamp = timestamp;
    const transit = ((now * this.#clockRate) / 1_000 - timestamp) % wrap;
    const jump = this.#transit === undefined ? 0 : this.#apart(transit, this.#transit);
    if (this.#transit !== undefined && jump < longestJump)
      this.#milliseconds += (jump - this.#milliseconds) / 16;
    this.#transit = transit;
    return this.#milliseconds;
  }

  /** What comes next is not compared with what came before. */
  pause(): void {
    this.#transit = undefined;
    this.#lastTimestamp = -1;
  }

  #apart(one: number, other: number): number {
    const difference = Math.abs(one - other) % wrap;
    return (Math.min(difference, wrap - difference) * 1_000) / this.#clockRate;
  }
}
