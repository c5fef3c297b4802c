/** What a load peer says to the server of what it publishes: RTP parameters as a browser's, with what the seed has drawn. Pure. */
import type { Params } from '../../../server/protocol/methods.ts';
import type { RtpCapabilities, RtpParameters } from '../../../server/protocol/rtp.ts';
import { kindOf, type Source } from '../../../server/protocol/words.ts';
import { isVideo, videoClips } from '../media/clips.ts';
import type { VideoCodec } from '../scenario/scenario.ts';
import { sendingParameters } from './capabilities.ts';
import type { DrawnStream } from './drawn-stream.ts';

type Encoding = RtpParameters['encodings'][number];

/** One thing that a peer publishes; it outlives generations. */
export interface Publication {
  readonly producerId: string;
  readonly source: Source;
  /** Somebody has muted it: a load peer never does, nor un-mutes. */
  readonly paused: boolean;
}

export interface Made {
  readonly number: number;
  readonly codec: VideoCodec;
  readonly simulcast: boolean;
}

export function layersOf(source: Source, { codec, simulcast }: Made): number {
  return isVideo(source) ? videoClips(source, codec, simulcast).length : 1;
}

/** `mid`: unique on the transport. Throws where the server carries no such codec. */
export function publishRequest(
  { producerId, source, paused }: Publication,
  made: Made,
  server: RtpCapabilities,
  mid: string,
  drawn: DrawnStream,
): Params<'publish'> {
  const { mimeType, encodings, ...picture } = isVideo(source) ? videoOf(source, made) : sound;
  const rtpParameters = sendingParameters(server, {
    kind: kindOf(source),
    mimeType,
    mid,
    cname: `load-${made.number}`,
    encodings: encodings.map((encoding, index) => withSsrcs(encoding, drawn, index)),
  });
  return { producerId, source, paused, rtpParameters, ...picture };
}

const sound: { mimeType: string; encodings: Encoding[] } = {
  mimeType: 'audio/opus',
  encodings: [{ dtx: true }],
};

function videoOf(source: 'camera' | 'screen', { codec, simulcast }: Made) {
  const clips = videoClips(source, codec, simulcast);
  const { width = 0, height = 0, codec: name = 'VP8' } = clips.at(-1) ?? {};
  const encodings = clips.map(
    (clip, index): Encoding => ({
      ...(clips.length > 1 && { rid: `r${index}` }),
      ...modeOf(clip.codec, clips.length),
      scaleResolutionDownBy: width / clip.width,
    }),
  );
  return { mimeType: `video/${name}`, encodings, width, height };
}

/**
 * As browsers say it. One stream of VP8 says nothing of its temporal layers: as a layered one it waits for an estimate of the bandwidth that
 * carries all of it, which nothing raises.
 */
function modeOf(codec: string, streams: number): Pick<Encoding, 'scalabilityMode'> {
  if (codec === 'VP8' && streams === 1) return {};
  return { scalabilityMode: codec === 'H264' ? 'L1T1' : 'L1T3' };
}

/** Sound is sent again in its own stream, video in one of its own (RFC 4588). */
function withSsrcs(encoding: Encoding, { layers }: DrawnStream, index: number): Encoding {
  const { ssrc = 1, rtxSsrc = 2 } = layers[index] ?? {};
  return encoding.dtx ? { ...encoding, ssrc } : { ...encoding, ssrc, rtx: { ssrc: rtxSsrc } };
}
