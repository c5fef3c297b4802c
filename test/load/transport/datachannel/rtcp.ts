/** RTCP as bytes: what comes, packet by packet, and what is told about streams. werift reads and writes the packets. */
import {
  GenericNack,
  PictureLossIndication,
  type RtcpPacket,
  RtcpPacketConverter,
  RtcpPayloadSpecificFeedback,
  type RtcpReceiverInfo,
  RtcpRrPacket,
  RtcpTransportLayerFeedback,
  type TransportWideCC,
} from 'werift';

/** Under which a receiver that sends nothing reports. */
export const reporter = 1;
/** Of one packet (RFC 3550): its count has five bits. */
const mostReports = 31;

/** Each packet of a compound by itself: werift reads feedback to the end of what it is given. Stops where lengths make no sense. */
export function readRtcp(compound: Buffer): RtcpPacket[] {
  const packets: RtcpPacket[] = [];
  let rest = compound;
  while (rest.length >= 4) {
    const length = 4 * (rest.readUInt16BE(2) + 1);
    if (length > rest.length) break;
    packets.push(...RtcpPacketConverter.deSerialize(rest.subarray(0, length)));
    rest = rest.subarray(length);
  }
  return packets;
}

export function receiverReports(reports: readonly RtcpReceiverInfo[]): Buffer[] {
  const packets: Buffer[] = [];
  for (let from = 0; from < reports.length; from += mostReports) {
    const some = reports.slice(from, from + mostReports);
    packets.push(new RtcpRrPacket({ ssrc: reporter, reports: some }).serialize());
  }
  return packets;
}

export function nack(mediaSourceSsrc: number, lost: number[]): Buffer {
  return new GenericNack({ senderSsrc: reporter, mediaSourceSsrc, lost }).serialize();
}

export function pictureLoss(mediaSsrc: number): Buffer {
  const feedback = new PictureLossIndication({ senderSsrc: reporter, mediaSsrc });
  return new RtcpPayloadSpecificFeedback({ feedback }).serialize();
}

export function transportFeedback(feedback: TransportWideCC): Buffer {
  return new RtcpTransportLayerFeedback({ feedback, header: feedback.header }).serialize();
}
