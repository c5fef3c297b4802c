/**
 * How one remote source arrives, from the browser's report of the receiving transport. Pure.
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

/** Which layer of a video the server sends, and why not a better one (see `consumerLayers` in PROTOCOL.md). */
export interface SentToUs {
  layers: { spatial: number; temporal: number } | null;
  limit: 'network' | 'publisher' | null;
}

/** One remote source, as the receiving half knows it. */
export interface ReceivedSource {
  producerId: string;
  peerId: string;
  source: Source;
  /** Of the media section that carries it; undefined while it is being built. */
  mid: string | undefined;
  /** Null: the server has said nothing yet, as with sound and videos of one layer. */
  sentToUs: SentToUs | null;
}

export interface ReceivedStats {
  producerId: string;
  peerId: string;
  source: Source;
  codec: string | null;
  decoder: string | null;
  width: number | null;
  height: number | null;
  framesPerSecond: number | null;
  framesDecoded: number | null;
  /** bit/s, without headers. */
  bitrate: number | null;
  /** Of what was sent lately. */
  lossPercent: number | null;
  packetsLost: number;
  /** Milliseconds. */
  jitter: number | null;
  /** Milliseconds that what arrives waits, lately, to be played evenly. */
  jitterBuffer: number | null;
  /** How often the picture stood still so far, and for how many milliseconds. */
  freezes: number | null;
  frozen: number | null;
  /** Of the sound played lately, what was made up to cover gaps; silence is not counted. */
  concealedPercent: number | null;
  /** As the server says; both null where it has nothing to choose. */
  layers: SentToUs['layers'];
  limit: SentToUs['limit'];
}

export function receivedStats(
  source: ReceivedSource,
  now: Report,
  before: Report | undefined,
): ReceivedStats {
  const { producerId, peerId, sentToUs } = source;
  const [stream] = streams(now, 'inbound-rtp', source.mid);
  const received = stream ? grown(stream, before, 'packetsReceived') : null;
  const lost = stream ? grown(stream, before, 'packetsLost') : null;
  return {
    producerId,
    peerId,
    source: source.source,
    codec: codecOf(now, stream?.codecId),
    decoder: stream?.decoderImplementation ?? null,
    width: stream?.frameWidth ?? null,
    height: stream?.frameHeight ?? null,
    framesPerSecond: stream ? framesPerSecond(stream, before) : null,
    framesDecoded: stream?.framesDecoded ?? null,
    bitrate: stream ? bitrate(stream, before, 'bytesReceived') : null,
    lossPercent: share(lost, sum([received, lost])),
    packetsLost: stream?.packetsLost ?? 0,
    jitter: milliseconds(stream?.jitter),
    jitterBuffer: stream ? jitterBuffer(stream, before) : null,
    freezes: stream?.freezeCount ?? null,
    frozen: milliseconds(stream?.totalFreezesDuration),
    concealedPercent: stream ? concealed(stream, before) : null,
    layers: sentToUs?.layers ?? null,
    limit: sentToUs?.limit ?? null,
  };
}

/** Browsers keep reporting the last rate of a picture that stands still. */
function framesPerSecond(stream: Stat, before: Report | undefined): number | null {
  if (stream.kind !== 'video') return null;
  if (grown(stream, before, 'framesDecoded') === 0) return 0;
  return stream.framesPerSecond ?? null;
}

function jitterBuffer(stream: Stat, before: Report | undefined): number | null {
  const delay = grown(stream, before, 'jitterBufferDelay');
  const count = grown(stream, before, 'jitterBufferEmittedCount');
  return delay === null || !count ? null : Math.round((delay / count) * 1000);
}

function concealed(stream: Stat, before: Report | undefined): number | null {
  const samples = grown(stream, before, 'concealedSamples');
  const silent = grown(stream, before, 'silentConcealedSamples') ?? 0;
  const all = grown(stream, before, 'totalSamplesReceived');
  return share(samples === null ? null : Math.max(0, samples - silent), all);
}
