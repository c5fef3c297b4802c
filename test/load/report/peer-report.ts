/**
 * What one load peer has to say for itself: plain data, sent from process to process and written into the report as it is.
 * Times are milliseconds, bitrates bit/s.
 */
import type { Source } from '../../../server/protocol/words.ts';
import type { ReceivedCounters, SentCounters } from '../transport/transport.ts';

/** One time inside: from opening the socket on. */
export interface VisitReport {
  /** Milliseconds since the run began. */
  readonly at: number;
  /** From opening the socket to `hello`, to the answer to `join`, to ICE and DTLS of what it receives, and of what it sends. */
  hello?: number;
  joined?: number;
  connected?: number;
  sendConnected?: number;
  /** To the first packet that was received, of any kind; to the first key frame of any video. Absent: there was nobody to hear. */
  firstAudio?: number;
  firstVideo?: number;
  /** Why it did not get in, or did not stay: a word of the protocol, or what failed. */
  failure?: string;
}

interface StreamReport {
  readonly source: Source;
  readonly kind: 'audio' | 'video';
  /** How long it was received, or sent. */
  readonly milliseconds: number;
}

export interface PeerReport {
  readonly number: number;
  readonly room: string;
  readonly process: number;
  /** `slim`, `datachannel`, `chromium`. */
  readonly client: string;
  readonly visits: readonly VisitReport[];
  /** Times that the socket was lost and came back; that media began anew; that ICE was restarted. */
  readonly reconnects: number;
  readonly generations: number;
  readonly iceRestarts: number;
  readonly received: readonly (StreamReport & Omit<ReceivedCounters, 'onDelay'>)[];
  readonly sent: readonly (StreamReport & SentCounters & { readonly rid: string | null })[];
  /** Frames of signalling, and their bytes, both ways. */
  readonly signalling: { sent: number; sentBytes: number; received: number; receivedBytes: number };
}
