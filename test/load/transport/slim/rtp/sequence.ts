/** Sequence numbers of 16 bits that wrap (RFC 3550 section 5.1, RFC 3711 section 3.3.1). */

/** How far `to` is ahead of `from`, -32,768 to 32,767. */
function ahead(from: number, to: number): number {
  return ((to - from + 0x8000) & 0xffff) - 0x8000;
}

/** Counts on where 16 bits wrap: what it gives has 48 bits, of which those above the lowest 16 are SRTP's roll-over counter. */
export class Unwrapper {
  /** The highest so far; -1 before the first. */
  highest = -1;
  readonly #firstRollOver: number;

  /** `firstRollOver`: of the first sequence number. SRTP begins with 0; from 1 on there is room for those that came before the first. */
  constructor(firstRollOver: 0 | 1) {
    this.#firstRollOver = firstRollOver;
  }

  /** The whole number that `sequenceNumber` stands for; less than 0: from before roll-over 0. Changes nothing. */
  find(sequenceNumber: number): number {
    if (this.highest < 0) return this.#firstRollOver * rollOverStep + sequenceNumber;
    return this.highest + ahead(this.highest & 0xffff, sequenceNumber);
  }

  /** The same, and it counts as seen. */
  take(sequenceNumber: number): number {
    const whole = this.find(sequenceNumber);
    if (whole > this.highest) this.highest = whole;
    return whole;
  }
}

export const rollOverStep = 0x1_0000;

export function rollOver(whole: number): number {
  return Math.floor(whole / rollOverStep);
}
