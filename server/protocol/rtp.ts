/**
 * RTP, ICE and DTLS shapes as mediasoup and mediasoup-client exchange them (https://mediasoup.org/documentation/v3/mediasoup/rtp-parameters-and-capabilities/),
 * closed and bounded: whatever passes here reaches the worker, so nothing may pass that the worker was not made for.
 */
import Type, { type Static } from 'typebox';
import { Closed, Id, OneOf, Uint8, Uint16, Uint32 } from './shapes.ts';

export const MediaKind = OneOf(['audio', 'video'], { description: 'Kind of media; follows from the source' });

const PayloadType = Type.Integer({ minimum: 0, maximum: 127, description: 'RTP payload type' });
const MimeType = Type.String({
  maxLength: 40,
  pattern: '^(audio|video)/[A-Za-z0-9._-]+$',
  description: 'such as `audio/opus`, `video/VP8`, `video/rtx`',
});
const ClockRate = Type.Integer({ minimum: 1, maximum: 384_000, description: 'Hz' });
const Channels = Type.Integer({ minimum: 1, maximum: 8, description: 'audio only' });
const Ssrc = Type.Integer({ minimum: 1, maximum: 4_294_967_295 });

const RtcpFeedback = Closed({
  type: Type.String({ minLength: 1, maxLength: 32 }),
  parameter: Type.Optional(Type.String({ maxLength: 32 })),
});

/** The `fmtp` line of a codec as key and value. mediasoup takes no other types, and `apt` only as a number. */
const CodecParameters = Type.Unsafe<Record<string, unknown>>({
  type: 'object',
  properties: { apt: Type.With(PayloadType, { description: 'of rtx: the payload type it repairs' }) },
  patternProperties: {
    '^[A-Za-z0-9._-]{1,40}$': Type.Union([
      Type.String({ maxLength: 256 }),
      Type.Number({ minimum: -2_147_483_648, maximum: 4_294_967_295 }),
    ]),
  },
  maxProperties: 24,
  additionalProperties: false,
  description: 'the `fmtp` line as key and value',
});

export const HeaderExtensionUri = OneOf(
  [
    'urn:ietf:params:rtp-hdrext:sdes:mid',
    'urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id',
    'urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id',
    'http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time',
    'http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01',
    'urn:ietf:params:rtp-hdrext:ssrc-audio-level',
    'https://aomediacodec.github.io/av1-rtp-spec/#dependency-descriptor-rtp-header-extension',
    'urn:3gpp:video-orientation',
    'urn:ietf:params:rtp-hdrext:toffset',
    'http://www.webrtc.org/experiments/rtp-hdrext/abs-capture-time',
    'http://www.webrtc.org/experiments/rtp-hdrext/playout-delay',
    'urn:mediasoup:params:rtp-hdrext:packet-id',
  ],
  { description: 'RTP header extension (RFC 8285)' },
);

const CodecCapability = Closed({
  kind: MediaKind,
  mimeType: MimeType,
  preferredPayloadType: PayloadType,
  clockRate: ClockRate,
  channels: Type.Optional(Channels),
  parameters: Type.Optional(CodecParameters),
  rtcpFeedback: Type.Optional(Type.Array(RtcpFeedback, { maxItems: 16 })),
});

const HeaderExtensionCapability = Closed({
  kind: MediaKind,
  uri: HeaderExtensionUri,
  preferredId: Type.Integer({ minimum: 1, maximum: 255 }),
  preferredEncrypt: Type.Optional(Type.Boolean()),
  direction: Type.Optional(OneOf(['sendrecv', 'sendonly', 'recvonly', 'inactive'])),
});

/** What an endpoint can receive. */
export const RtpCapabilities = Closed(
  {
    codecs: Type.Array(CodecCapability, { maxItems: 64 }),
    headerExtensions: Type.Array(HeaderExtensionCapability, { maxItems: 48 }),
  },
  { description: 'What an endpoint can receive: codecs, RTCP feedback and RTP header extensions.' },
);
export type RtpCapabilities = Static<typeof RtpCapabilities>;

const Codec = Closed({
  mimeType: MimeType,
  payloadType: PayloadType,
  clockRate: ClockRate,
  channels: Type.Optional(Channels),
  parameters: Type.Optional(CodecParameters),
  rtcpFeedback: Type.Optional(Type.Array(RtcpFeedback, { maxItems: 16 })),
});

const HeaderExtension = Closed({
  uri: HeaderExtensionUri,
  id: Type.Integer({ minimum: 1, maximum: 255 }),
  encrypt: Type.Optional(Type.Boolean()),
  parameters: Type.Optional(CodecParameters),
});

const Priority = OneOf(['very-low', 'low', 'medium', 'high']);

const Encoding = Closed({
  ssrc: Type.Optional(
    Type.With(Ssrc, {
      description: 'SSRC of the packets; without it and without `rid` (one encoding only) `mid` finds them',
    }),
  ),
  rid: Type.Optional(
    Type.String({
      pattern: '^[A-Za-z0-9_-]{1,16}$',
      description: 'value of the `rtp-stream-id` header extension (simulcast)',
    }),
  ),
  codecPayloadType: Type.Optional(
    Type.With(PayloadType, { description: 'of the codec in use, where `codecs` has several' }),
  ),
  rtx: Type.Optional(Closed({ ssrc: Type.With(Ssrc, { description: 'SSRC of the retransmissions' }) })),
  dtx: Type.Optional(Type.Boolean({ description: 'silence is not sent: gaps are no loss' })),
  scalabilityMode: Type.Optional(
    Type.String({
      pattern: '^[LS][1-3]T[1-3](h|_KEY|_KEY_SHIFT)?$',
      description: 'W3C WebRTC-SVC, such as L1T3 or L3T3_KEY',
    }),
  ),
  maxBitrate: Type.Optional(Type.Integer({ minimum: 0, maximum: 100_000_000, description: 'bit/s' })),
  // The browser's own sender settings, which mediasoup-client passes along; the server uses only scaleResolutionDownBy.
  active: Type.Optional(Type.Boolean({ description: 'ignored, like all below without a meaning' })),
  scaleResolutionDownBy: Type.Optional(
    Type.Number({
      minimum: 1,
      maximum: 64,
      description: 'full picture size / size of this layer; 1 when absent',
    }),
  ),
  maxFramerate: Type.Optional(Type.Number({ minimum: 0, maximum: 240 })),
  adaptivePtime: Type.Optional(Type.Boolean()),
  priority: Type.Optional(Priority),
  networkPriority: Type.Optional(Priority),
});

/** What an endpoint sends, or is sent, in one producer or consumer. */
export const RtpParameters = Closed(
  {
    mid: Type.Optional(
      Type.String({
        pattern: '^[A-Za-z0-9_-]{1,16}$',
        description: 'value of the `mid` header extension; unique on its transport',
      }),
    ),
    codecs: Type.Array(Codec, {
      minItems: 1,
      maxItems: 2,
      description: 'the media codec first, then its `rtx`',
    }),
    headerExtensions: Type.Optional(Type.Array(HeaderExtension, { maxItems: 24 })),
    encodings: Type.Array(Encoding, {
      minItems: 1,
      maxItems: 3,
      description: 'lowest resolution first; several: simulcast',
    }),
    rtcp: Type.Optional(
      Closed({
        cname: Type.Optional(
          Type.String({ maxLength: 255, description: 'RTCP CNAME; the same for all of a peer' }),
        ),
        reducedSize: Type.Optional(Type.Boolean({ description: 'RFC 5506; true' })),
        mux: Type.Optional(Type.Boolean({ description: 'RTP and RTCP share the transport; true' })),
      }),
    ),
    msid: Type.Optional(Type.String({ maxLength: 255, description: '`msid` of the SDP; not interpreted' })),
  },
  {
    description:
      'One RTP stream or simulcast set: codecs, header extensions, encodings (lowest resolution first).',
  },
);
export type RtpParameters = Static<typeof RtpParameters>;

export const IceParameters = Closed(
  {
    usernameFragment: Type.String({ maxLength: 256, description: '`ice-ufrag` (RFC 8839)' }),
    password: Type.String({ maxLength: 256, description: '`ice-pwd`' }),
    iceLite: Type.Optional(Type.Boolean({ description: 'true: the server answers checks and sends none' })),
  },
  { description: "The server's ICE credentials for one transport." },
);

export const IceCandidate = Closed(
  {
    foundation: Type.String({ maxLength: 64 }),
    priority: Type.With(Uint32, { description: 'as in RFC 8445' }),
    ip: Type.String({ maxLength: 255, description: 'the address again, for older clients' }),
    address: Type.String({ maxLength: 255, description: 'IP address or host name' }),
    protocol: OneOf(['udp', 'tcp']),
    port: Uint16,
    type: OneOf(['host']),
    tcpType: Type.Optional(OneOf(['passive'], { description: 'given when `protocol` is `tcp` (RFC 6544)' })),
  },
  { description: 'An address at which the server waits for ICE checks.' },
);

export const DtlsParameters = Closed(
  {
    role: Type.Optional(
      OneOf(['auto', 'client', 'server'], {
        description:
          'who sends the first DTLS message: `client`. `auto` from the server: the choice is yours',
      }),
    ),
    fingerprints: Type.Array(
      Closed({
        algorithm: OneOf(['sha-1', 'sha-224', 'sha-256', 'sha-384', 'sha-512']),
        value: Type.String({
          pattern: '^[0-9A-Fa-f]{2}(:[0-9A-Fa-f]{2}){19,63}$',
          description: 'bytes in hexadecimal, joined by colons',
        }),
      }),
      { minItems: 1, maxItems: 5 },
    ),
  },
  { description: 'DTLS role and certificate fingerprints (RFC 8122) of the sender of this message.' },
);
export type DtlsParameters = Static<typeof DtlsParameters>;

/** The server's side of one WebRTC transport. The server is ICE-lite: it offers host candidates and never sends checks. */
export const TransportInfo = Closed(
  {
    transportId: Id,
    iceParameters: IceParameters,
    iceCandidates: Type.Array(IceCandidate),
    dtlsParameters: DtlsParameters,
  },
  { description: "The server's side of one WebRTC transport (ICE-lite, DTLS role auto)." },
);
export type TransportInfo = Static<typeof TransportInfo>;

export const IceServer = Closed(
  {
    urls: Type.Array(Type.String({ description: '`turn:` or `turns:` URLs (RFC 7065)' })),
    username: Type.String({ description: 'valid until the Unix time, in seconds, before its colon' }),
    credential: Type.String(),
  },
  { description: 'A TURN server, as `RTCConfiguration.iceServers` of a browser takes it.' },
);
export type IceServer = Static<typeof IceServer>;

export const IceServers = Type.Array(IceServer, {
  description: 'for clients behind hard networks, with credentials of their own; empty: there are none',
});

export const Layers = Closed(
  {
    spatial: Type.With(Uint8, { description: 'of size' }),
    temporal: Type.With(Uint8, { description: 'of frame rate' }),
  },
  { description: 'The layer that is forwarded: indices from 0, the lowest.' },
);
