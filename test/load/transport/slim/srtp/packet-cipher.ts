/**
 * What protects the packets of one direction, whatever the profile. The whole packet goes in and comes out, so that a caller needs to
 * know no tag and no index. Does not look for replays: the one who sends is the server under test.
 */
export interface PacketCipher {
  /** So much longer is a packet of RTP for it. */
  readonly tagBytes: number;
  /** A packet of RTP in plain text, protected. `rollOver`: how often its sequence number has wrapped. */
  sealRtp(packet: Buffer, headerBytes: number, rollOver: number): Buffer;
  /** The payload, padding included; undefined when the tag is wrong. */
  openRtp(packet: Buffer, headerBytes: number, rollOver: number): Buffer | undefined;
  /** A compound packet of RTCP, encrypted. `index` has 31 bits, and none is used twice. */
  sealRtcp(packet: Buffer, index: number): Buffer;
  /** The compound packet in plain text; undefined when the tag is wrong. */
  openRtcp(packet: Buffer): Buffer | undefined;
}
