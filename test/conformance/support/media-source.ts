/**
 * Makes the packets of a publication: valid RTP with the header extensions that were announced, at a steady pace, with a payload that
 * a test can recognise. No sound and no picture is in them, but their framing is right, which is all that a forwarding server reads.
 */
import { RtcpSenderInfo, RtcpSrPacket, RtpHeader, RtpPacket } from 'werift';
import { type Publication, ssrcOf } from './media-parameters.ts';
import type { MediaTransport } from './media-transport.ts';

const everyMs = 20;
const reportEvery = 10; // packets

export interface Stream {
  ssrc: number;
  mid: string;
  rid?: string;
  /** Loudness in -dBov (RFC 6464): 0 is loudest, 127 silence. */
  level?: number;
  payloadType: number;
  /** Ticks of the RTP clock from packet to packet. */
  ticks: number;
  payload: Buffer;
}

/** What is sent of a publication that has one stream. */
export function streamOf(publication: Publication, mark: string): Stream {
  const isAudio = publication.source === 'microphone';
  return {
    ssrc: ssrcOf(publication),
    mid: String(publication.rtpParameters.mid),
    payloadType: isAudio ? 111 : 96,
    ticks: isAudio ? 960 : 1800,
    payload: isAudio ? Buffer.from(mark) : vp8KeyFrame(mark),
  };
}

/** A whole VP8 key frame in one packet (RFC 7741), as far as its headers. */
export function vp8KeyFrame(mark: string): Buffer {
  const descriptor = [0x10]; // start of the first partition
  const header = [0x10, 0x02, 0x00, 0x9d, 0x01, 0x2a, 0x40, 0x01, 0xb4, 0x00]; // key frame, shown, 320x180
  return Buffer.concat([Buffer.from([...descriptor, ...header]), Buffer.from(mark)]);
}

/** Sends the streams until the returned function is called. */
export function play(transport: MediaTransport, streams: Stream[]): () => void {
  let count = 0;
  const timer = setInterval(() => {
    for (const stream of streams) {
      if (count % reportEvery === 0) transport.sendRtcp(report(stream, count));
      transport.send(packet(stream, count));
    }
    count += 1;
  }, everyMs);
  return () => clearInterval(timer);
}

/** Ties the RTP clock of the stream to the wall clock, without which a server cannot change from one layer to another. */
function report({ ssrc, ticks }: Stream, count: number): RtcpSrPacket {
  const secondsSince1900 = Date.now() / 1000 + 2_208_988_800;
  const senderInfo = new RtcpSenderInfo({
    ntpTimestamp: (BigInt(Math.round(secondsSince1900 * 1e6)) * 2n ** 32n) / 1_000_000n,
    rtpTimestamp: timestampAt(count, ticks),
    packetCount: count,
    octetCount: count * 100,
  });
  return new RtcpSrPacket({ ssrc, senderInfo });
}

function timestampAt(count: number, ticks: number): number {
  return (5000 + count * ticks) % 2 ** 32;
}

function packet({ ssrc, mid, rid, level, payloadType, ticks, payload }: Stream, count: number): RtpPacket {
  const extensions = [{ id: 1, payload: Buffer.from(mid) }];
  if (rid !== undefined) extensions.push({ id: 2, payload: Buffer.from(rid) });
  if (level !== undefined) extensions.push({ id: 10, payload: Buffer.from([level]) });
  const header = new RtpHeader({
    ssrc,
    payloadType,
    sequenceNumber: (1000 + count) % 2 ** 16,
    timestamp: timestampAt(count, ticks),
    marker: true,
    extension: true,
    extensions,
  });
  return new RtpPacket(header, payload);
}
