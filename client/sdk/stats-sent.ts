/**
 * What one published source is sent as, from the browser's report of the sending transport. Pure.
 */
import type { Source } from '#protocol/words.ts';
import {
  bitrate,
  codecOf,
  grown,
  milliseconds,
  type Report,
  type Stat,
  share,
  streams,
  sum,
} from './stats-report.ts';

/** One published source, as the sending half knows it. */
export interface SentSource {
  producerId: string;
  source: Source;
  paused: boolean;
  /** Of the media section that carries it; undefined while it is being built. */
  mid: string | undefined;
  /** What each layer may use at most, in bit/s, and whether it is to be sent: nobody may want it. */
  encodings: { rid?: string; active: boolean; maxBitrate: number | null }[];
}

export interface SentLayer {
  /** Absent where the source is one stream. */
  rid: string | null;
  /** False: not to be sent, because nobody receives it. */
  active: boolean;
  width: number | null;
  height: number | null;
  framesPerSecond: number | null;
  /** bit/s, without headers. */
  bitrate: number | null;
  /** bit/s that the encoder aims at now; null where the browser does not tell. */
  target: number | null;
  /** bit/s that it may use at most. */
  wanted: number | null;
}

export interface SentStats {
  producerId: string;
  source: Source;
  paused: boolean;
  codec: string | null;
  encoder: string | null;
  /** bit/s, all layers, without headers. */
  bitrate: number | null;
  /** What keeps the browser from sending all that it is allowed to; null where it does not tell, or for sound. */
  limit: 'none' | 'cpu' | 'bandwidth' | 'other' | null;
  /** Of what was sent lately, by the server's account. */
  lossPercent: number | null;
  packetsLost: number;
  /** Milliseconds to the server and back. */
  roundTrip: number | null;
  /** Frames that the device gave since the sample before; null for sound. */
  framesCaptured: number | null;
  /** The lowest first. */
  layers: SentLayer[];
}

export function sentStats(source: SentSource, now: Report, before: Report | undefined): SentStats {
  const { producerId, paused, mid } = source;
  const sent = streams(now, 'outbound-rtp', mid).sort((a, b) => order(a) - order(b));
  const told = sent.flatMap(({ remoteId }) => (remoteId && now.get(remoteId)) || []);
  const [first] = sent;
  const camera = first?.mediaSourceId ? now.get(first.mediaSourceId) : undefined;
  return {
    producerId,
    source: source.source,
    paused,
    codec: codecOf(now, first?.codecId),
    encoder: sent.find(stream => stream.encoderImplementation)?.encoderImplementation ?? null,
    bitrate: sum(sent.map(stream => bitrate(stream, before, 'bytesSent'))),
    limit: limitOf(sent),
    lossPercent: share(
      sum(told.map(stat => grown(stat, before, 'packetsLost'))),
      sum(sent.map(stream => grown(stream, before, 'packetsSent'))),
    ),
    packetsLost: told.reduce((lost, stat) => lost + (stat.packetsLost ?? 0), 0),
    roundTrip: milliseconds(told.find(stat => stat.roundTripTime !== undefined)?.roundTripTime),
    framesCaptured: camera ? grown(camera, before, 'frames') : null,
    layers: sent.map((stream, index) => layerOf(stream, source, index, before)),
  };
}

/** Of simulcast layers: Chromium numbers them, Firefox names them r0, r1, … */
function order({ encodingIndex, rid }: Stat): number {
  return encodingIndex ?? Number(rid?.slice(1) ?? 0);
}

function layerOf(
  stream: Stat,
  { encodings, paused }: SentSource,
  index: number,
  before: Report | undefined,
): SentLayer {
  const encoding = encodings.find(({ rid }) => rid !== undefined && rid === stream.rid) ?? encodings[index];
  return {
    rid: stream.rid ?? null,
    active: !paused && (encoding?.active ?? stream.active ?? true),
    width: stream.frameWidth ?? null,
    height: stream.frameHeight ?? null,
    framesPerSecond: framesPerSecond(stream, before),
    bitrate: bitrate(stream, before, 'bytesSent'),
    target: stream.targetBitrate ?? null,
    wanted: encoding?.maxBitrate ?? null,
  };
}

/** Browsers keep reporting the last rate of a layer that has stopped. */
function framesPerSecond(stream: Stat, before: Report | undefined): number | null {
  if (stream.kind !== 'video') return null;
  if (grown(stream, before, 'framesEncoded') === 0) return 0;
  return stream.framesPerSecond ?? null;
}

function limitOf(sent: Stat[]): SentStats['limit'] {
  const reasons = new Set(
    sent.filter(({ active }) => active !== false).map(stream => stream.qualityLimitationReason),
  );
  return (['cpu', 'bandwidth', 'other', 'none'] as const).find(reason => reasons.has(reason)) ?? null;
}
