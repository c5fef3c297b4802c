/**
 * One thing this peer publishes, as the application wants it. It outlives media generations: the id stays, the producers come and go.
 */
import type { ProducerOptions, RtpCodecCapability } from 'mediasoup-client/types';
import { kindOf, type Source } from '#protocol/words.ts';
import {
  audioOptions,
  cameraEncodings,
  type Size,
  screenEncodings,
  sizeOf,
  type VideoCodec,
  videoOptions,
} from './encodings.ts';
import { newRandomId } from './random-id.ts';

export interface PublishOptions {
  source: Source;
  /** Begin muted. */
  paused?: boolean;
  /** Default VP8 in simulcast; VP9 and AV1 send scalable layers in one stream. */
  videoCodec?: VideoCodec;
}

export interface Publication {
  readonly producerId: string;
  readonly source: Source;
  readonly videoCodec: VideoCodec;
  readonly size: Size | undefined;
  /** null: the device is released (a camera that is off); the publication and its receivers wait for the next track. */
  track: MediaStreamTrack | null;
  paused: boolean;
  withdrawn: boolean;
}

/** Text stays sharp: where the link is thin there are fewer pictures, not blurred ones. */
export const screenHint = 'detail';

export function newPublication(track: MediaStreamTrack, options: PublishOptions): Publication {
  if (track.kind !== kindOf(options.source)) {
    throw new TypeError(`a ${track.kind} track cannot be published as ${options.source}`);
  }
  const video = track.kind === 'video';
  if (options.source === 'screen') track.contentHint = screenHint;
  return {
    producerId: newRandomId(),
    source: options.source,
    videoCodec: options.videoCodec ?? 'VP8',
    size: video ? sizeOf(track) : undefined,
    track,
    paused: options.paused ?? false,
    withdrawn: false,
  };
}

/** mediasoup-client's options for producing it. Tracks belong to the application: they are never stopped here. */
export function producerOptions(
  publication: Publication,
  codecs: readonly RtpCodecCapability[],
): Omit<ProducerOptions, 'track'> {
  const common = { stopTracks: false, appData: { producerId: publication.producerId } };
  const { source, videoCodec, size } = publication;
  if (kindOf(source) === 'audio') return { ...common, codecOptions: audioOptions };
  const mimeType = `video/${videoCodec}`.toLowerCase();
  const codec = codecs.find(candidate => candidate.mimeType.toLowerCase() === mimeType);
  // A browser without the wanted codec sends what it can, as simulcast.
  const used: VideoCodec = codec ? videoCodec : 'VP8';
  const encodings = source === 'screen' ? screenEncodings(used) : cameraEncodings(size, used);
  return { ...common, encodings, codecOptions: videoOptions, ...(codec && { codec }) };
}
