/** The wall clock in the forms in which RTP carries it. Processes of one machine read the same one. */

const secondsFrom1900To1970 = 2_208_988_800;
const fraction = 0x1_0000_0000;

/** Milliseconds since 1970 of a reading of `performance.now()`. */
export function wallClock(now: number): number {
  return performance.timeOrigin + now;
}

/** As NTP writes it: seconds since 1900 in the upper, 2^-32 seconds in the lower word (RFC 5905 section 6). */
export function writeNtp(bytes: Buffer, at: number, milliseconds: number): void {
  const seconds = Math.floor(milliseconds / 1_000);
  bytes.writeUInt32BE((seconds + secondsFrom1900To1970) % fraction, at);
  bytes.writeUInt32BE(Math.floor(((milliseconds - 1_000 * seconds) / 1_000) * fraction), at + 4);
}

/** Milliseconds since 1970. */
export function fromNtp(seconds: number, fractions: number): number {
  return 1_000 * (seconds - secondsFrom1900To1970 + fractions / fraction);
}

/** The middle of an NTP time, in units of 2^-16 seconds, as reports compare them (RFC 3550 section 4). */
export function middleNtp(milliseconds: number): number {
  const seconds = milliseconds / 1_000 + secondsFrom1900To1970;
  return Math.floor((seconds % 0x1_0000) * 0x1_0000);
}

/** 6 bits of seconds, 18 of fractions: the header extension abs-send-time. */
export function absSendTime(milliseconds: number): number {
  return Math.floor(((milliseconds / 1_000) % 64) * 0x4_0000) & 0xff_ffff;
}
