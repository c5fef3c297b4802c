/**
 * The one stream that the bench sends: VP8 of constant packets, each of them a whole key frame, so that a receiver can begin with any; and
 * what a client says it can receive. No picture is in it.
 */
import { randomInt, randomUUID } from 'node:crypto';
import type { Params } from '../../../server/protocol/methods.ts';
import type { RtpCapabilities } from '../../../server/protocol/rtp.ts';
import type { ReceivedStreamOptions, SentStreamOptions } from '../../load/transport/transport.ts';
import { camera, vp8 } from '../../support/media-parameters.ts';
import type { OfferedConsumer } from './caller.ts';

export const transportCc = 'http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01';
const captureTime = 'http://www.webrtc.org/experiments/rtp-hdrext/abs-capture-time';
/** Types of RTCP feedback with which a server estimates what a receiver can take. */
export const bandwidthFeedback: ReadonlySet<string> = new Set(['transport-cc', 'goog-remb']);
export const clockRate = 90_000;
export const cname = 'bench';

/** Bytes of each packet on the wire, without UDP and IP: about what a browser sends of video. */
export const packetBytes = 1_200;
const headerAndTag = 40; // fixed header, extensions, tag

/** A payload of VP8 (RFC 7741): the descriptor of a frame that starts here, the head of a key frame of 640 x 360, then nothing. */
export function payload(): Uint8Array {
  const bytes = new Uint8Array(packetBytes - headerAndTag);
  bytes.set([0x10, 0x10, 0, 0, 0x9d, 0x01, 0x2a, 640 & 255, 640 >> 8, 360 & 255, 360 >> 8]);
  return bytes;
}

/** What is published, and how it is sent. */
export function newStream(): { publication: Params<'publish'>; sent: SentStreamOptions } {
  const parameters = vp8();
  const rtpParameters = {
    ...parameters,
    headerExtensions: [...(parameters.headerExtensions ?? []), { uri: captureTime, id: 5 } as const],
  };
  const [codec, rtx] = rtpParameters.codecs;
  const [encoding] = rtpParameters.encodings;
  const publication = { ...camera(rtpParameters), producerId: randomUUID() };
  const sent = {
    kind: 'video' as const,
    ssrc: encoding?.ssrc ?? 0,
    payloadType: codec?.payloadType ?? 0,
    rtxSsrc: encoding?.rtx?.ssrc ?? 0,
    rtxPayloadType: rtx?.payloadType ?? 0,
    clockRate,
    cname,
    mid: rtpParameters.mid ?? '',
    extensions: new Map(rtpParameters.headerExtensions.map(({ uri, id }) => [uri, id])),
    sequenceNumber: randomInt(2 ** 15),
  };
  return { publication, sent };
}

/** Everything that the server can carry; without transport-cc where that is to be left out. */
export function receivable(
  { codecs, headerExtensions }: RtpCapabilities,
  { withTransportCc }: { withTransportCc: boolean },
): RtpCapabilities {
  if (withTransportCc) return { codecs, headerExtensions };
  return {
    codecs: codecs.map(({ rtcpFeedback = [], ...codec }) => ({
      ...codec,
      rtcpFeedback: rtcpFeedback.filter(({ type }) => !bandwidthFeedback.has(type)),
    })),
    headerExtensions: headerExtensions.filter(({ uri }) => uri !== transportCc),
  };
}

export function receivedStream({ kind, rtpParameters }: OfferedConsumer): ReceivedStreamOptions {
  const [codec, rtx] = rtpParameters.codecs;
  const [encoding] = rtpParameters.encodings;
  return {
    kind,
    ssrc: encoding?.ssrc ?? 0,
    payloadType: codec?.payloadType ?? 0,
    ...(encoding?.rtx && rtx ? { rtxSsrc: encoding.rtx.ssrc, rtxPayloadType: rtx.payloadType } : {}),
    clockRate: codec?.clockRate ?? clockRate,
    extensions: new Map((rtpParameters.headerExtensions ?? []).map(({ uri, id }) => [uri, id])),
    nack: false, // what is lost is to be seen as loss
  };
}
