/**
 * What is sent of a track: simulcast or SVC layers, bitrates and codec options, from the source and the real size of its picture.
 * Pure; knows no transport.
 */
import type { ProducerCodecOptions, RtpEncodingParameters } from 'mediasoup-client/types';

export interface Size {
  width: number;
  height: number;
}

export const videoCodecs = ['VP8', 'VP9', 'AV1', 'H264'] as const;
export type VideoCodec = (typeof videoCodecs)[number];

/** VP9 and AV1 carry their layers in one stream (SVC); VP8 and H264 need a stream for each (simulcast). */
function isScalable(codec: VideoCodec): boolean {
  return codec === 'VP9' || codec === 'AV1';
}

/**
 * W3C WebRTC-SVC. AV1 keeps to temporal layers: mediasoup 3.27 forwards spatial ones without the dependency descriptor, and
 * browsers then decode nothing above the lowest; it takes no AV1 simulcast either.
 */
function scalabilityMode(codec: VideoCodec, spatialLayers: number): string {
  return codec === 'AV1' || spatialLayers === 1 ? 'L1T3' : `L${spatialLayers}T3_KEY`;
}

// Pixels of a picture and the bit/s it deserves.
const bitrates = [
  [320 * 180, 150_000],
  [640 * 360, 500_000],
  [1280 * 720, 1_500_000],
] as const;

/** Bit/s for a camera picture: the table's at its sizes, and a power law between and beyond them. */
function cameraBitrate({ width, height }: Size): number {
  const pixels = Math.max(1, width * height);
  const [low, middle, high] = bitrates;
  const [from, to] = pixels < middle[0] ? [low, middle] : [middle, high];
  const exponent = Math.log(to[1] / from[1]) / Math.log(to[0] / from[0]);
  return Math.round((from[1] * (pixels / from[0]) ** exponent) / 1000) * 1000;
}

/** Layers worth sending of a camera picture: the browser would never start the top one of three at 640 x 360. */
export function cameraLayers({ width, height }: Size): 1 | 2 | 3 {
  const [long, short] = width > height ? [width, height] : [height, width];
  if (long >= 960 && short >= 540) return 3;
  return long >= 480 && short >= 270 ? 2 : 1;
}

// When the track does not know its size yet: what most cameras give.
const unknownSize: Size = { width: 640, height: 480 };

/** Whether a picture of that size can go on in the layers that were chosen for another: those are fractions of any. */
export function fitsLayers(chosenFor: Size = unknownSize, size: Size = unknownSize): boolean {
  return cameraLayers(chosenFor) === cameraLayers(size);
}

export function cameraEncodings(
  size: Size = unknownSize,
  codec: VideoCodec = 'VP8',
): RtpEncodingParameters[] {
  const count = cameraLayers(size);
  if (isScalable(codec)) {
    return [{ scalabilityMode: scalabilityMode(codec, count), maxBitrate: cameraBitrate(size) }];
  }
  return Array.from({ length: count }, (_, index) => {
    const scale = 2 ** (count - 1 - index);
    const layer = { width: size.width / scale, height: size.height / scale };
    return { scaleResolutionDownBy: scale, maxBitrate: cameraBitrate(layer) };
  });
}

/** Two layers, so that a thin receiver is not starved: a stream of one layer takes no part in bandwidth estimation. */
export function screenEncodings(codec: VideoCodec = 'VP8'): RtpEncodingParameters[] {
  // Priorities are those of the whole sender: Chromium refuses them anywhere but in the first encoding.
  const first = { maxFramerate: 15, priority: 'high', networkPriority: 'high' } as const;
  if (isScalable(codec))
    return [{ ...first, scalabilityMode: scalabilityMode(codec, 2), maxBitrate: 2_500_000 }];
  return [
    { ...first, scaleResolutionDownBy: 2, maxBitrate: 600_000 },
    { maxFramerate: 15, scaleResolutionDownBy: 1, maxBitrate: 2_500_000 },
  ];
}

/** Silence costs next to nothing (DTX); losses are repaired by FEC within the stream and by NACK. */
export const audioOptions: ProducerCodecOptions = { opusDtx: true, opusFec: true, opusNack: true };

/** Where a video starts before the browser knows the link, in kbit/s: the default of 300 takes seconds to leave the lowest layer. */
export const videoOptions: ProducerCodecOptions = { videoGoogleStartBitrate: 1000 };

/** Size of a video track's picture, or undefined when the browser does not tell (yet). */
export function sizeOf(track: MediaStreamTrack): Size | undefined {
  const { width, height } = track.getSettings();
  return width && height ? { width, height } : undefined;
}
