/** The packets of RTCP that a peer sends, as bytes (RFC 3550 section 6.4, RFC 4585 section 6). Knows no streams: takes numbers. */
import { writeNtp } from '../rtp/clock.ts';

export const rtcpType = {
  senderReport: 200,
  receiverReport: 201,
  sourceDescription: 202,
  bye: 203,
  transportFeedback: 205,
  payloadFeedback: 206,
} as const;

export const feedbackFormat = { nack: 1, transportWide: 15, pictureLoss: 1, fullIntra: 4 } as const;

/** Of one stream that is received: RFC 3550 section 6.4.1. */
export interface ReportBlock {
  readonly ssrc: number;
  /** 0 to 255. */
  readonly fractionLost: number;
  readonly lost: number;
  readonly highestSequence: number;
  /** In units of the clock of the stream. */
  readonly jitter: number;
  readonly lastSenderReport: number;
  /** In units of 1/65536 seconds. */
  readonly delay: number;
}

export const mostReportBlocks = 31;
const blockBytes = 24;

export function receiverReport(sender: number, blocks: readonly ReportBlock[]): Buffer {
  const packet = rtcpPacket(rtcpType.receiverReport, blocks.length, 8 + blockBytes * blocks.length);
  packet.writeUInt32BE(sender, 4);
  for (const [index, block] of blocks.entries()) writeBlock(packet, 8 + blockBytes * index, block);
  return packet;
}

function writeBlock(packet: Buffer, at: number, block: ReportBlock): void {
  packet.writeUInt32BE(block.ssrc, at);
  packet.writeUInt8(block.fractionLost, at + 4);
  packet.writeIntBE(Math.max(-0x80_0000, Math.min(block.lost, 0x7f_ffff)), at + 5, 3);
  packet.writeUInt32BE(block.highestSequence % 0x1_0000_0000, at + 8);
  packet.writeUInt32BE(block.jitter >>> 0, at + 12);
  packet.writeUInt32BE(block.lastSenderReport >>> 0, at + 16);
  packet.writeUInt32BE(block.delay >>> 0, at + 20);
}

export interface SenderInfo {
  readonly ssrc: number;
  /** Milliseconds since 1970, and the RTP timestamp of that moment. */
  readonly wallClock: number;
  readonly timestamp: number;
  readonly packets: number;
  readonly payloadBytes: number;
}

export function senderReport(info: SenderInfo): Buffer {
  const packet = rtcpPacket(rtcpType.senderReport, 0, 28);
  packet.writeUInt32BE(info.ssrc, 4);
  writeNtp(packet, 8, info.wallClock);
  packet.writeUInt32BE(info.timestamp >>> 0, 16);
  packet.writeUInt32BE(info.packets >>> 0, 20);
  packet.writeUInt32BE(info.payloadBytes >>> 0, 24);
  return packet;
}

/** One chunk with a CNAME. */
export function sourceDescription(ssrc: number, cname: string): Buffer {
  const name = Buffer.from(cname).subarray(0, 255);
  const packet = rtcpPacket(rtcpType.sourceDescription, 1, 8 + 4 * Math.ceil((3 + name.length) / 4));
  packet.writeUInt32BE(ssrc, 4);
  packet[8] = 1; // CNAME; a zero byte ends the list, and fills up
  packet[9] = name.length;
  name.copy(packet, 10);
  return packet;
}

export function bye(ssrc: number): Buffer {
  const packet = rtcpPacket(rtcpType.bye, 1, 8);
  packet.writeUInt32BE(ssrc, 4);
  return packet;
}

/** Sequence numbers in rising order; each that is within 16 of another's shares its word. */
export function nack(sender: number, ssrc: number, missing: readonly number[]): Buffer {
  const words: [first: number, mask: number][] = [];
  for (const sequenceNumber of missing) {
    const last = words.at(-1);
    const distance = last ? (sequenceNumber - last[0]) & 0xffff : 0;
    if (last && distance > 0 && distance <= 16) last[1] |= 1 << (distance - 1);
    else words.push([sequenceNumber & 0xffff, 0]);
  }
  const packet = feedback(rtcpType.transportFeedback, feedbackFormat.nack, sender, ssrc, 4 * words.length);
  for (const [index, [first, mask]] of words.entries()) {
    packet.writeUInt16BE(first, 12 + 4 * index);
    packet.writeUInt16BE(mask, 14 + 4 * index);
  }
  return packet;
}

export function pictureLoss(sender: number, ssrc: number): Buffer {
  return feedback(rtcpType.payloadFeedback, feedbackFormat.pictureLoss, sender, ssrc, 0);
}

/** The head that all feedback has (RFC 4585 section 6.1), and room for `bytes` more. */
export function feedback(type: number, format: number, sender: number, ssrc: number, bytes: number): Buffer {
  const packet = rtcpPacket(type, format, 12 + bytes);
  packet.writeUInt32BE(sender, 4);
  packet.writeUInt32BE(ssrc, 8);
  return packet;
}

function rtcpPacket(type: number, count: number, bytes: number): Buffer {
  const packet = Buffer.alloc(bytes);
  packet[0] = 0x80 | count;
  packet[1] = type;
  packet.writeUInt16BE(bytes / 4 - 1, 2);
  return packet;
}
