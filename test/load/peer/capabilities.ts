/**
 * What a load peer can receive, and what it says of what it sends, from what the server's rooms carry: as a browser would. Pure.
 */
import type { RtpCapabilities, RtpParameters } from '../../../server/protocol/rtp.ts';

type Kind = 'audio' | 'video';
type Codec = RtpCapabilities['codecs'][number];
type Extension = RtpCapabilities['headerExtensions'][number];

/** A browser knows all others that a server may offer. */
const unknownToBrowsers: ReadonlySet<string> = new Set(['urn:mediasoup:params:rtp-hdrext:packet-id']);

/** Those that say something of what is sent here. */
const sent: ReadonlySet<string> = new Set<Extension['uri']>([
  'urn:ietf:params:rtp-hdrext:sdes:mid',
  'urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id',
  'urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id',
  'http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time',
  'http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01',
  'urn:ietf:params:rtp-hdrext:ssrc-audio-level',
  'http://www.webrtc.org/experiments/rtp-hdrext/abs-capture-time',
]);

/** Every codec of the server's, and of its header extensions those that it sends and a browser knows. */
export function receivingCapabilities({ codecs, headerExtensions }: RtpCapabilities): RtpCapabilities {
  const known = headerExtensions.filter(
    ({ uri, direction }) =>
      direction !== 'recvonly' && direction !== 'inactive' && !unknownToBrowsers.has(uri),
  );
  return { codecs, headerExtensions: known.map(extension => ({ ...extension, direction: 'recvonly' })) };
}

export interface Sending {
  readonly kind: Kind;
  /** Such as `video/VP8`. */
  readonly mimeType: string;
  readonly mid: string;
  readonly cname: string;
  /** Lowest first. */
  readonly encodings: RtpParameters['encodings'];
}

/** Throws where the server carries no such codec. */
export function sendingParameters(server: RtpCapabilities, sending: Sending): RtpParameters {
  const { kind, mimeType, mid, cname, encodings } = sending;
  const codec = server.codecs.find(each => each.mimeType.toLowerCase() === mimeType.toLowerCase());
  if (!codec) throw new Error(`the server carries no ${mimeType}`);
  const repair = server.codecs.find(({ parameters }) => parameters?.apt === codec.preferredPayloadType);
  return {
    mid,
    codecs: [sentCodec(codec), ...(repair ? [sentCodec(repair)] : [])],
    headerExtensions: sentExtensions(server, kind).map(({ uri, preferredId: id }) => ({ uri, id })),
    encodings,
    rtcp: { cname, reducedSize: true, mux: true },
  };
}

const opusParameters = { minptime: 10, useinbandfec: 1, usedtx: 1 };

function sentCodec({
  kind: _kind,
  preferredPayloadType: payloadType,
  ...codec
}: Codec): RtpParameters['codecs'][number] {
  const { mimeType, clockRate, channels, rtcpFeedback, parameters } = codec;
  return {
    mimeType,
    payloadType,
    clockRate,
    parameters: mimeType === 'audio/opus' ? opusParameters : { ...parameters },
    ...(channels !== undefined && { channels }),
    ...(rtcpFeedback && { rtcpFeedback }),
  };
}

function sentExtensions({ headerExtensions }: RtpCapabilities, kind: Kind): Extension[] {
  return headerExtensions.filter(
    extension =>
      extension.kind === kind &&
      sent.has(extension.uri) &&
      extension.direction !== 'sendonly' &&
      extension.direction !== 'inactive',
  );
}

/** Ids by URI. */
export function extensionIds({ headerExtensions = [] }: RtpParameters): Map<string, number> {
  return new Map(headerExtensions.map(({ uri, id }) => [uri, id]));
}
