/**
 * What browsers report of a peer connection (RTCStatsReport, W3C webrtc-stats), as far as it is read here. No browser reports all
 * of it: Firefox 153 has neither `qualityLimitationReason` nor available bitrates. Knows no room.
 */
export interface Stat {
  readonly id: string;
  readonly type: string;
  /** Milliseconds. */
  readonly timestamp: number;
  readonly kind?: string;
  readonly mid?: string;
  readonly rid?: string;
  readonly ssrc?: number;
  readonly encodingIndex?: number;
  readonly codecId?: string;
  readonly mimeType?: string;
  readonly remoteId?: string;
  readonly mediaSourceId?: string;
  readonly active?: boolean;
  readonly bytesSent?: number;
  readonly bytesReceived?: number;
  readonly packetsSent?: number;
  readonly packetsReceived?: number;
  readonly packetsLost?: number;
  readonly targetBitrate?: number;
  readonly frameWidth?: number;
  readonly frameHeight?: number;
  readonly framesPerSecond?: number;
  readonly framesEncoded?: number;
  readonly framesDecoded?: number;
  readonly frames?: number;
  readonly freezeCount?: number;
  readonly totalFreezesDuration?: number;
  readonly encoderImplementation?: string;
  readonly decoderImplementation?: string;
  readonly qualityLimitationReason?: string;
  readonly jitter?: number;
  readonly jitterBufferDelay?: number;
  readonly jitterBufferEmittedCount?: number;
  readonly concealedSamples?: number;
  readonly silentConcealedSamples?: number;
  readonly totalSamplesReceived?: number;
  readonly roundTripTime?: number;
  readonly currentRoundTripTime?: number;
  readonly availableOutgoingBitrate?: number;
  readonly selectedCandidatePairId?: string;
  /** Firefox's word for it, on the pair. */
  readonly selected?: boolean;
  readonly responsesReceived?: number;
  readonly localCandidateId?: string;
  readonly remoteCandidateId?: string;
  readonly candidateType?: string;
  readonly protocol?: string;
  readonly relayProtocol?: string;
}

export type Report = ReadonlyMap<string, Stat>;

/** The stream with which mediasoup probes for bandwidth: it carries nothing, and what is lost of it is lost on purpose. */
const probator = 1234;

/** The streams of one direction, by the `mid` of what they carry. */
export function streams(
  report: Report,
  type: 'outbound-rtp' | 'inbound-rtp',
  mid: string | undefined,
): Stat[] {
  if (mid === undefined) return [];
  return [...report.values()].filter(
    stat => stat.type === type && stat.mid === mid && stat.ssrc !== probator,
  );
}

/** By how much a counter has grown since `before`; null when there is none, or when it began anew. */
export function grown(now: Stat, before: Report | undefined, counter: keyof Stat): number | null {
  const from = before?.get(now.id)?.[counter];
  const to = now[counter];
  if (typeof from !== 'number' || typeof to !== 'number' || to < from) return null;
  return to - from;
}

/** Of a counter of bytes: bit/s since `before`. */
export function bitrate(now: Stat, before: Report | undefined, counter: keyof Stat): number | null {
  const bytes = grown(now, before, counter);
  const elapsed = grown(now, before, 'timestamp');
  return bytes === null || !elapsed ? null : Math.round((bytes * 8_000) / elapsed);
}

/** Of several rates: those that are known, added up; null when none is. */
export function sum(rates: (number | null)[]): number | null {
  const known = rates.filter(rate => rate !== null);
  return known.length === 0 ? null : known.reduce((total, rate) => total + rate, 0);
}

export function share(part: number | null, whole: number | null): number | null {
  return part === null || !whole ? null : Math.round((part / whole) * 1000) / 10;
}

export function milliseconds(seconds: number | undefined): number | null {
  return seconds === undefined ? null : Math.round(seconds * 1000);
}

/** `VP8`, `opus`: without the kind that everybody knows. */
export function codecOf(report: Report, codecId: string | undefined): string | null {
  return (codecId && report.get(codecId)?.mimeType?.split('/')[1]) || null;
}
