/**
 * The header of one RTP packet at a time (RFC 3550 section 5.1, RFC 8285), read in place: one view is used again for packet after
 * packet, so that reading allocates nothing. Knows nothing of what is in the payload, nor of SRTP.
 */
const fixedBytes = 12;
const oneByteProfile = 0xbede;
const twoByteProfile = 0x1000; // and the lowest four bits are the application's

export class RtpView {
  bytes: Buffer = Buffer.alloc(0);
  marker = false;
  payloadType = 0;
  sequenceNumber = 0;
  timestamp = 0;
  ssrc = 0;
  /** Where the payload begins. */
  headerBytes = 0;
  /** Length of what `extension` found last. */
  extensionBytes = 0;
  #extensionsAt = 0;
  #twoByte = false;

  /** False when it is no RTP, or its lengths go beyond its end. */
  read(bytes: Buffer): boolean {
    if (bytes.length < fixedBytes) return false;
    const first = bytes[0] ?? 0;
    const second = bytes[1] ?? 0;
    if (first >> 6 !== 2) return false;
    this.bytes = bytes;
    this.marker = second >= 0x80;
    this.payloadType = second & 0x7f;
    this.sequenceNumber = uint16(bytes, 2);
    this.timestamp = uint32(bytes, 4);
    this.ssrc = uint32(bytes, 8);
    this.headerBytes = fixedBytes + 4 * (first & 0xf);
    this.#extensionsAt = 0;
    if ((first & 0x10) !== 0 && !this.#findExtensions()) return false;
    return this.headerBytes <= bytes.length;
  }

  /** Where the data of a header extension is; 0 when it is not there. */
  extension(id: number): number {
    if (this.#extensionsAt === 0 || id === 0) return 0;
    return this.#twoByte ? this.#findTwoByte(id) : this.#findOneByte(id);
  }

  #findExtensions(): boolean {
    const at = this.headerBytes;
    if (at + 4 > this.bytes.length) return false;
    const profile = uint16(this.bytes, at);
    this.#twoByte = (profile & 0xfff0) === twoByteProfile;
    if (this.#twoByte || profile === oneByteProfile) this.#extensionsAt = at + 4;
    this.headerBytes = at + 4 + 4 * uint16(this.bytes, at + 2);
    return true;
  }

  #findOneByte(id: number): number {
    for (let at = this.#extensionsAt; at < this.headerBytes; ) {
      const head = this.bytes[at] ?? 0;
      at += 1;
      if (head === 0) continue; // padding
      if (head >> 4 === 15) return 0; // RFC 8285 section 4.2: stop
      const length = (head & 0xf) + 1;
      if (at + length > this.headerBytes) return 0;
      if (head >> 4 === id) return this.#found(at, length);
      at += length;
    }
    return 0;
  }

  #findTwoByte(id: number): number {
    for (let at = this.#extensionsAt; at + 1 < this.headerBytes; ) {
      const found = this.bytes[at] ?? 0;
      at += 1;
      if (found === 0) continue; // padding
      const length = this.bytes[at] ?? 0;
      at += 1;
      if (at + length > this.headerBytes) return 0;
      if (found === id) return this.#found(at, length);
      at += length;
    }
    return 0;
  }

  #found(at: number, length: number): number {
    this.extensionBytes = length;
    return at;
  }
}

/** Buffer's own readers check bounds that were checked here already. */
export function uint16(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}

export function uint32(bytes: Uint8Array, at: number): number {
  return ((uint16(bytes, at) << 16) | uint16(bytes, at + 2)) >>> 0;
}
