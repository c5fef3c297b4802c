/** RTP parameters and capabilities as a browser would send them, for tests below the wire. */
import { randomUUID } from 'node:crypto';
import { generateRouterRtpCapabilities } from 'mediasoup/ortc';
import type { Params } from '#protocol/methods.ts';
import type { RtpCapabilities, RtpParameters } from '#protocol/rtp.ts';
import { mediaCodecs } from '../../server/media/codecs.ts';

const { codecs = [], headerExtensions = [] } = generateRouterRtpCapabilities(mediaCodecs);

/** What the router can carry, and so what a browser with every codec can receive. */
export const receivesAll: RtpCapabilities = { codecs, headerExtensions };

export function receivesOnly(...mimeTypes: string[]): RtpCapabilities {
  return { codecs: codecs.filter(({ mimeType }) => mimeTypes.includes(mimeType)), headerExtensions };
}

const mid = { uri: 'urn:ietf:params:rtp-hdrext:sdes:mid' as const, id: 1 };
const rid = { uri: 'urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id' as const, id: 2 };
const videoCodec = (mimeType: string) => ({ mimeType, payloadType: 96, clockRate: 90_000 });

let made = 0;
const nextMid = () => `m${made++}`;
const nextSsrc = () => 1_000 + made++;

export function opus(): RtpParameters {
  return {
    mid: nextMid(),
    codecs: [{ mimeType: 'audio/opus', payloadType: 111, clockRate: 48_000, channels: 2 }],
    headerExtensions: [mid],
    encodings: [{ ssrc: nextSsrc() }],
  };
}

/** One stream of VP8, or of another codec. */
export function oneStream(mimeType = 'video/VP8'): RtpParameters {
  return {
    mid: nextMid(),
    codecs: [videoCodec(mimeType)],
    headerExtensions: [mid],
    encodings: [{ ssrc: nextSsrc() }],
  };
}

/** Three streams of VP8: a quarter, a half and the full size. */
export function simulcast(): RtpParameters {
  const encodings = [
    { rid: 'q', scaleResolutionDownBy: 4 },
    { rid: 'h', scaleResolutionDownBy: 2 },
    { rid: 'f', scaleResolutionDownBy: 1 },
  ];
  return { mid: nextMid(), codecs: [videoCodec('video/VP8')], headerExtensions: [mid, rid], encodings };
}

/** One stream of VP9 with three spatial layers in it. */
export function svc(): RtpParameters {
  const encodings = [{ ssrc: nextSsrc(), scalabilityMode: 'L3T3_KEY' }];
  return { mid: nextMid(), codecs: [videoCodec('video/VP9')], headerExtensions: [mid], encodings };
}

export function microphone(change: Partial<Params<'publish'>> = {}): Params<'publish'> {
  return {
    producerId: randomUUID(),
    source: 'microphone',
    paused: false,
    rtpParameters: opus(),
    ...change,
  };
}

/** A camera of 1280 x 720 in three simulcast layers. */
export function camera(change: Partial<Params<'publish'>> = {}): Params<'publish'> {
  return {
    producerId: randomUUID(),
    source: 'camera',
    paused: false,
    rtpParameters: simulcast(),
    width: 1280,
    height: 720,
    ...change,
  };
}
