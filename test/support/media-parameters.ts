/**
 * What browsers send: RTP parameters as Chrome writes them, with SSRCs, mids and producer ids that are new in each call. And what
 * they can and want to receive.
 */
import { randomInt, randomUUID } from 'node:crypto';
import type { Interest } from '../../server/protocol/interest.ts';
import type { Params } from '../../server/protocol/methods.ts';
import type { RtpCapabilities, RtpParameters } from '../../server/protocol/rtp.ts';

export type Publication = Params<'publish'>;

export const everything: Interest = { audio: 'all', video: [], otherVideo: { width: 640, height: 360 } };
export const nothing: Interest = { audio: [], video: [], otherVideo: null };
export const noCapabilities: RtpCapabilities = { codecs: [], headerExtensions: [] };

const extensions = {
  mid: { uri: 'urn:ietf:params:rtp-hdrext:sdes:mid', id: 4 },
  rid: { uri: 'urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id', id: 10 },
  repairedRid: { uri: 'urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id', id: 11 },
  sendTime: { uri: 'http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time', id: 2 },
  transportCc: { uri: 'http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01', id: 3 },
  audioLevel: { uri: 'urn:ietf:params:rtp-hdrext:ssrc-audio-level', id: 1 },
  orientation: { uri: 'urn:3gpp:video-orientation', id: 13 },
  dependency: {
    uri: 'https://aomediacodec.github.io/av1-rtp-spec/#dependency-descriptor-rtp-header-extension',
    id: 12,
  },
} as const;

const videoFeedback = [
  { type: 'goog-remb' },
  { type: 'transport-cc' },
  { type: 'ccm', parameter: 'fir' },
  { type: 'nack' },
  { type: 'nack', parameter: 'pli' },
];

const rtcp = { cname: 'Q2hyb21lIGNuYW1l', reducedSize: true, mux: true };

export function opus(): RtpParameters {
  return {
    mid: newMid(),
    codecs: [
      {
        mimeType: 'audio/opus',
        payloadType: 111,
        clockRate: 48_000,
        channels: 2,
        parameters: { minptime: 10, useinbandfec: 1, usedtx: 1, stereo: 0 },
        rtcpFeedback: [{ type: 'transport-cc' }, { type: 'nack' }],
      },
    ],
    headerExtensions: [extensions.mid, extensions.sendTime, extensions.transportCc, extensions.audioLevel],
    encodings: [{ ssrc: newSsrc(), dtx: true }],
    rtcp,
  };
}

type Codec = Pick<RtpParameters['codecs'][number], 'mimeType' | 'payloadType' | 'parameters'>;

function video(codec: Codec, encodings: RtpParameters['encodings']): RtpParameters {
  const { payloadType } = codec;
  const { mid, rid, repairedRid, sendTime, transportCc, orientation, dependency } = extensions;
  return {
    mid: newMid(),
    codecs: [
      { ...codec, clockRate: 90_000, rtcpFeedback: videoFeedback },
      {
        mimeType: 'video/rtx',
        payloadType: payloadType + 1,
        clockRate: 90_000,
        parameters: { apt: payloadType },
      },
    ],
    headerExtensions: [mid, rid, repairedRid, sendTime, transportCc, orientation, dependency],
    encodings,
    rtcp,
  };
}

const vp8Codec: Codec = { mimeType: 'video/VP8', payloadType: 96 };

/** Three layers, known by RID. */
export function vp8Simulcast(): RtpParameters {
  return video(vp8Codec, [
    { rid: 'r0', scaleResolutionDownBy: 4, maxBitrate: 150_000, scalabilityMode: 'L1T3', active: true },
    { rid: 'r1', scaleResolutionDownBy: 2, maxBitrate: 500_000, scalabilityMode: 'L1T3', active: true },
    { rid: 'r2', scaleResolutionDownBy: 1, maxBitrate: 1_500_000, scalabilityMode: 'L1T3', active: true },
  ]);
}

/** One stream, known by SSRC. */
export function vp8(): RtpParameters {
  return video(vp8Codec, [{ ssrc: newSsrc(), rtx: { ssrc: newSsrc() } }]);
}

export function vp9Svc(): RtpParameters {
  return video({ mimeType: 'video/VP9', payloadType: 98, parameters: { 'profile-id': 0 } }, [
    { ssrc: newSsrc(), rtx: { ssrc: newSsrc() }, scalabilityMode: 'L3T3_KEY' },
  ]);
}

export function h264(profileLevelId = '42e01f'): RtpParameters {
  const parameters = {
    'level-asymmetry-allowed': 1,
    'packetization-mode': 1,
    'profile-level-id': profileLevelId,
  };
  return video({ mimeType: 'video/H264', payloadType: 102, parameters }, [
    { ssrc: newSsrc(), rtx: { ssrc: newSsrc() } },
  ]);
}

export function av1(): RtpParameters {
  return video(
    { mimeType: 'video/AV1', payloadType: 45, parameters: { 'level-idx': 5, profile: 0, tier: 0 } },
    [{ ssrc: newSsrc(), rtx: { ssrc: newSsrc() }, scalabilityMode: 'L3T3_KEY' }],
  );
}

export function microphone(rtpParameters = opus()): Publication {
  return { producerId: randomUUID(), source: 'microphone', rtpParameters, paused: false };
}

export function camera(rtpParameters = vp8Simulcast()): Publication {
  return {
    producerId: randomUUID(),
    source: 'camera',
    rtpParameters,
    paused: false,
    width: 1280,
    height: 720,
  };
}

export function screen(rtpParameters = vp8()): Publication {
  return { ...camera(rtpParameters), source: 'screen', width: 1920, height: 1080 };
}

const fingerprint = Array.from({ length: 32 }, (_, index) => (index + 160).toString(16).toUpperCase()).join(
  ':',
);

export const dtlsParameters: Params<'connectTransport'>['dtlsParameters'] = {
  role: 'client',
  fingerprints: [{ algorithm: 'sha-256', value: fingerprint }],
};

export function newSsrc(): number {
  return randomInt(1, 2 ** 32);
}

let mids = 0;

function newMid(): string {
  mids += 1;
  return String(mids);
}
