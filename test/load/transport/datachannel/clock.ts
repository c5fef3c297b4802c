/** Wall-clock time as RTP and its extensions write it (RFC 5905: seconds since 1900 in 32.32 bits). */

const secondsTo1970 = 2_208_988_800;

/** Milliseconds since 1970, with fractions. */
export function wallClock(): number {
  return performance.timeOrigin + performance.now();
}

export function ntpOf(milliseconds: number): bigint {
  return BigInt(Math.round((milliseconds / 1000 + secondsTo1970) * 2 ** 20)) << 12n;
}

export function millisecondsOf(ntp: bigint): number {
  return (Number(ntp >> 12n) / 2 ** 20 - secondsTo1970) * 1000;
}

/** The middle 32 bits, as receiver reports quote them. */
export function middleOf(ntp: bigint): number {
  return Number((ntp >> 16n) & 0xffff_ffffn);
}
