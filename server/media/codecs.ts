/**
 * The codecs that every router carries, in order of preference. VP8 comes first because every browser decodes it and
 * simulcasts it well; a publisher may choose another.
 */
import type { RouterRtpCodecCapability } from 'mediasoup/types';

const h264 = (profileLevelId: string): RouterRtpCodecCapability => ({
  kind: 'video',
  mimeType: 'video/H264',
  clockRate: 90_000,
  parameters: {
    'packetization-mode': 1,
    'profile-level-id': profileLevelId,
    'level-asymmetry-allowed': 1,
  },
});

export const mediaCodecs: RouterRtpCodecCapability[] = [
  { kind: 'audio', mimeType: 'audio/opus', clockRate: 48_000, channels: 2 },
  { kind: 'video', mimeType: 'video/VP8', clockRate: 90_000 },
  { kind: 'video', mimeType: 'video/VP9', clockRate: 90_000, parameters: { 'profile-id': 0 } },
  h264('42e01f'), // constrained baseline 3.1, what every hardware encoder has
  h264('4d0032'), // main 5.0
  { kind: 'video', mimeType: 'video/AV1', clockRate: 90_000 },
];
