/** RTP capabilities and parameters as a client's author would write them by hand, from PROTOCOL.md alone. */
import { randomInt, randomUUID } from 'node:crypto';
import type { Hello, RtpCapabilities } from './shapes.ts';

const midExtension = 'urn:ietf:params:rtp-hdrext:sdes:mid';
const ridExtension = 'urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id';
const levelExtension = 'urn:ietf:params:rtp-hdrext:ssrc-audio-level';

/** Those of `hello` that this suite implements: Opus and VP8, no bandwidth feedback, no retransmissions on an SSRC of their own. */
export function capabilities(hello: Hello): RtpCapabilities {
  const implemented = ['audio/opus', 'video/VP8'];
  const { codecs, headerExtensions } = hello.routerRtpCapabilities;
  return {
    codecs: codecs
      .filter(codec => implemented.includes(codec.mimeType))
      .map(codec => ({ ...codec, rtcpFeedback: [{ type: 'nack', parameter: 'pli' }] })),
    headerExtensions: headerExtensions.filter(extension => extension.uri === midExtension),
  };
}

export const nothingReceivable: RtpCapabilities = { codecs: [], headerExtensions: [] };

export const everything = { audio: 'all', video: [], otherVideo: { width: 640, height: 360 } };
export const nothing = { audio: [], video: [], otherVideo: null };

export interface Publication {
  producerId: string;
  source: string;
  paused: boolean;
  width?: number;
  height?: number;
  rtpParameters: {
    encodings: { ssrc?: number; rid?: string; [field: string]: unknown }[];
    [field: string]: unknown;
  };
}

const rtcp = { cname: 'conformance', reducedSize: true, mux: true };

export function microphone(): Publication {
  const ssrc = newSsrc();
  return {
    producerId: randomUUID(),
    source: 'microphone',
    paused: false,
    rtpParameters: {
      mid: `a${ssrc}`.slice(0, 16),
      codecs: [
        {
          mimeType: 'audio/opus',
          payloadType: 111,
          clockRate: 48_000,
          channels: 2,
          parameters: { useinbandfec: 1 },
        },
      ],
      headerExtensions: [
        { uri: midExtension, id: 1 },
        { uri: levelExtension, id: 10 },
      ],
      encodings: [{ ssrc }],
      rtcp,
    },
  };
}

const vp8 = {
  mimeType: 'video/VP8',
  payloadType: 96,
  clockRate: 90_000,
  rtcpFeedback: [{ type: 'nack' }, { type: 'nack', parameter: 'pli' }],
};
const vp8Rtx = { mimeType: 'video/rtx', payloadType: 97, clockRate: 90_000, parameters: { apt: 96 } };

/** One VP8 stream, known by its SSRC. */
export function camera(): Publication {
  const ssrc = newSsrc();
  return {
    producerId: randomUUID(),
    source: 'camera',
    paused: false,
    width: 640,
    height: 360,
    rtpParameters: {
      mid: `v${ssrc}`.slice(0, 16),
      codecs: [vp8],
      headerExtensions: [{ uri: midExtension, id: 1 }],
      encodings: [{ ssrc }],
      rtcp,
    },
  };
}

/** Three VP8 streams of one picture, known by their RIDs. */
export function simulcastCamera(): Publication {
  return {
    producerId: randomUUID(),
    source: 'camera',
    paused: false,
    width: 1280,
    height: 720,
    rtpParameters: {
      mid: 'simulcast',
      codecs: [vp8, vp8Rtx],
      headerExtensions: [
        { uri: midExtension, id: 1 },
        { uri: ridExtension, id: 2 },
        { uri: 'urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id', id: 3 },
      ],
      encodings: [
        { rid: 'q', scaleResolutionDownBy: 4, maxBitrate: 150_000 },
        { rid: 'h', scaleResolutionDownBy: 2, maxBitrate: 500_000 },
        { rid: 'f', maxBitrate: 1_500_000 },
      ],
      rtcp,
    },
  };
}

/** The SSRC of a publication that has one stream. */
export function ssrcOf({ rtpParameters }: Publication): number {
  const ssrc = rtpParameters.encodings[0]?.ssrc;
  if (ssrc === undefined) throw new Error('the publication is known by RIDs');
  return ssrc;
}

function newSsrc(): number {
  return randomInt(1, 2 ** 32);
}
