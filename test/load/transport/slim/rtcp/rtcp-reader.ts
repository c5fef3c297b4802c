/** Reads what a server sends by RTCP, as far as it concerns a peer; the rest is passed over. Bytes that make no sense end the reading. */
import { uint16, uint32 } from '../rtp/rtp-view.ts';
import { feedbackFormat, rtcpType } from './rtcp-packets.ts';

export interface RtcpListener {
  /** Of a stream that is received: the middle of the NTP time. */
  onSenderReport(ssrc: number, middleNtp: number): void;
  /** Of a stream that is sent: 0 to 1; what RFC 3550 section 6.4.1 calls LSR and DLSR. */
  onReportBlock(ssrc: number, fractionLost: number, lastSenderReport: number, delay: number): void;
  onNack(ssrc: number, sequenceNumbers: readonly number[]): void;
  /** PLI or FIR. */
  onKeyFrameRequest(ssrc: number): void;
}

const headerBytes = 4;
const blockBytes = 24;

export function readRtcp(compound: Buffer, listener: RtcpListener): void {
  for (let at = 0; at + headerBytes <= compound.length; ) {
    const end = at + 4 * (uint16(compound, at + 2) + 1);
    if (end > compound.length || (compound[at] ?? 0) >> 6 !== 2) return;
    readPacket(compound.subarray(at, end), listener);
    at = end;
  }
}

function readPacket(packet: Buffer, listener: RtcpListener): void {
  if (packet.length < 8) return;
  const count = (packet[0] ?? 0) & 0x1f;
  switch (packet[1]) {
    case rtcpType.senderReport:
      if (packet.length < 28) return;
      listener.onSenderReport(uint32(packet, 4), uint32(packet, 10));
      readBlocks(packet, 28, count, listener);
      return;
    case rtcpType.receiverReport:
      readBlocks(packet, 8, count, listener);
      return;
    case rtcpType.transportFeedback:
      if (count === feedbackFormat.nack) readNack(packet, listener);
      return;
    case rtcpType.payloadFeedback:
      readPayloadFeedback(packet, count, listener);
  }
}

function readBlocks(packet: Buffer, from: number, count: number, listener: RtcpListener): void {
  for (
    let at = from, left = count;
    left > 0 && at + blockBytes <= packet.length;
    at += blockBytes, left -= 1
  ) {
    const fractionLost = (packet[at + 4] ?? 0) / 256;
    listener.onReportBlock(
      uint32(packet, at),
      fractionLost,
      uint32(packet, at + 16),
      uint32(packet, at + 20),
    );
  }
}

function readNack(packet: Buffer, listener: RtcpListener): void {
  if (packet.length < 12) return;
  const missing: number[] = [];
  for (let at = 12; at + 4 <= packet.length; at += 4) {
    const first = uint16(packet, at);
    const mask = uint16(packet, at + 2);
    missing.push(first);
    for (let bit = 0; bit < 16; bit += 1) if (mask & (1 << bit)) missing.push((first + bit + 1) & 0xffff);
  }
  listener.onNack(uint32(packet, 8), missing);
}

/** PLI names its stream in the head; FIR (RFC 5104 section 4.3.1) in its entries. */
function readPayloadFeedback(packet: Buffer, format: number, listener: RtcpListener): void {
  if (packet.length < 12) return;
  if (format === feedbackFormat.pictureLoss) listener.onKeyFrameRequest(uint32(packet, 8));
  if (format !== feedbackFormat.fullIntra) return;
  for (let at = 12; at + 8 <= packet.length; at += 8) listener.onKeyFrameRequest(uint32(packet, at));
}
