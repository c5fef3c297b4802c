/**
 * What came and what did not, by sequence number (RFC 3550 appendix A.1 and A.3), and what is worth asking for again.
 */

const half = 2 ** 15;
const whole = 2 ** 16;
/** A packet is asked for at most so often, at such intervals in milliseconds, and no longer when so many newer ones came. */
const tries = 10;
const everyMs = 100;
const tooOld = 1_000;

interface Missing {
  asked: number;
  askedAt: number;
}

export class Sequence {
  #first: number | undefined;
  #highest = 0;
  #came = 0;
  readonly #missing = new Map<number, Missing>();

  /** Takes note of a packet; false where it is older than another that came before. */
  add(sequenceNumber: number): boolean {
    this.#came += 1;
    if (this.#first === undefined) {
      this.#first = sequenceNumber;
      this.#highest = sequenceNumber;
      return true;
    }
    const extended = this.#extend(sequenceNumber);
    if (extended <= this.#highest) {
      this.#missing.delete(extended);
      this.#first = Math.min(this.#first, extended);
      return false;
    }
    for (let each = this.#highest + 1; each < extended; each += 1) {
      if (extended - each < tooOld) this.#missing.set(each, { asked: 0, askedAt: 0 });
    }
    this.#highest = extended;
    return true;
  }

  /** With the number of times that it wrapped, as in a receiver report. */
  get highest(): number {
    return this.#highest;
  }

  get expected(): number {
    return this.#first === undefined ? 0 : this.#highest - this.#first + 1;
  }

  get lost(): number {
    return this.expected - this.#came;
  }

  /** Sequence numbers for which it is time to ask, again or for the first time. `now`: milliseconds. */
  due(now: number): number[] {
    const due: number[] = [];
    for (const [extended, missing] of this.#missing) {
      if (missing.asked >= tries || this.#highest - extended >= tooOld) this.#missing.delete(extended);
      else if (missing.asked === 0 || now - missing.askedAt >= everyMs) {
        missing.asked += 1;
        missing.askedAt = now;
        due.push(extended & 0xffff);
      }
    }
    return due;
  }

  #extend(sequenceNumber: number): number {
    const ahead = (sequenceNumber - (this.#highest & 0xffff) + whole) % whole;
    return this.#highest + (ahead < half ? ahead : ahead - whole);
  }
}
