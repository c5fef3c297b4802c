/**
 * The port through which a load peer sends and receives media: one WebRTC transport of the server as seen from the client, with what
 * a sender and a receiver owe each other over RTCP. Behind it are a slim one of our own and libdatachannel's. Knows no rooms.
 */
import type { DtlsParameters, IceServer, TransportInfo } from '../../../server/protocol/rtp.ts';
import type { MediaWay } from '../../../server/protocol/words.ts';
import type { VideoCodec } from '../scenario/scenario.ts';

export type IpFamily = 'IPv4' | 'IPv6';

export interface TransportOptions {
  readonly info: TransportInfo;
  readonly direction: 'send' | 'recv';
  readonly iceServers: readonly IceServer[];
  /** By which way the media port is reached; it fails where the server offers no such candidate. */
  readonly way: MediaWay;
  /** Undefined: the first that is offered. */
  readonly family?: IpFamily;
  /** One of so many received packets is decrypted and verified; of all others the header alone is read. 1: all. */
  readonly verifyOneIn: number;
  /**
   * No path any more: nobody answers the checks of consent (RFC 7675, 30 s), or the server closed it. Once for each path that is lost:
   * `restartIce` may find another, `close` gives up.
   */
  onLost(why: string): void;
}

/** What is to be received: one consumer. SSRCs and ids are those of its `rtpParameters`. */
export interface ReceivedStreamOptions {
  readonly kind: 'audio' | 'video';
  /** Of video, to know key frames by: without it `onFirstKeyFrame` is not called. */
  readonly codec?: VideoCodec;
  readonly ssrc: number;
  readonly rtxSsrc?: number;
  readonly payloadType: number;
  readonly rtxPayloadType?: number;
  readonly clockRate: number;
  /** Ids of header extensions by URI (RFC 8285). */
  readonly extensions: ReadonlyMap<string, number>;
  /** NACKs are sent for what is missing. */
  readonly nack: boolean;
  /**
   * For a server that forwards no time of capture: how many milliseconds before `now` (of `performance.now()`) a packet with this RTP
   * timestamp was captured.
   */
  delayOf?(timestamp: number, now: number): number;
  onFirstPacket?(): void;
  /** Video: the first packet of a key frame, as far as the verified payloads tell; audio: never. */
  onFirstKeyFrame?(): void;
}

/** Counted since the stream was added. Times are milliseconds. */
export interface ReceivedCounters {
  packets: number;
  /** Of RTP, header and tag included, without UDP and IP. Retransmissions and padding included. */
  bytes: number;
  /** What never came, by sequence number: less than 0 where there were duplicates. */
  lost: number;
  /** Came by retransmission. */
  recovered: number;
  nacks: number;
  keyFrameRequests: number;
  /** RFC 3550 section 6.4.1. */
  jitter: number;
  /** Frames of video; packets of audio. */
  frames: number;
  /** Gaps between frames of more than max(3 times the mean gap, that mean + 150 ms): W3C webrtc-stats `freezeCount`. */
  freezes: number;
  frozen: number;
  /** Packets that were decrypted; those whose tag was wrong, or whose header made no sense. */
  verified: number;
  rejected: number;
  /** Milliseconds from capture to arrival of each packet that says when it was captured, as they come. */
  onDelay: ((milliseconds: number) => void) | undefined;
}

export interface ReceivedStream {
  readonly counters: Readonly<ReceivedCounters>;
  requestKeyFrame(): void;
  /** A paused consumer, or one of which nothing is expected: the next gap is no freeze. */
  expectPause(): void;
  close(): void;
}

export interface SentStreamOptions {
  readonly kind: 'audio' | 'video';
  readonly ssrc: number;
  readonly rtxSsrc?: number;
  readonly payloadType: number;
  readonly rtxPayloadType?: number;
  readonly clockRate: number;
  readonly cname: string;
  readonly mid: string;
  readonly rid?: string;
  readonly extensions: ReadonlyMap<string, number>;
  /** First sequence number, so that a seed makes the same traffic. */
  readonly sequenceNumber: number;
  /** PLI or FIR (RFC 4585, RFC 5104). */
  onKeyFrameRequest?(): void;
}

export interface SentPacket {
  readonly payload: Uint8Array;
  /** RTP timestamp, of the stream's clock rate. */
  readonly timestamp: number;
  readonly marker: boolean;
  /** Audio: dBov, -127 to 0, of the RFC 6464 header extension. */
  readonly level?: number;
}

export interface SentCounters {
  packets: number;
  bytes: number;
  retransmitted: number;
  keyFrameRequests: number;
  /** Of the last receiver report: share of packets lost on the way to the server, 0 to 1; round trip in milliseconds. */
  fractionLost: number;
  roundTrip: number | undefined;
}

export interface SentStream {
  readonly counters: Readonly<SentCounters>;
  /** Each packet carries the time of this call (abs-capture-time), so that whoever receives it knows how long it took. */
  send(packet: SentPacket): void;
  close(): void;
}

export interface LoadTransport {
  /** For `connectTransport`; the client takes the DTLS role `client`. */
  readonly dtlsParameters: DtlsParameters;
  /** ICE, DTLS, and the server's fingerprint compared. To be called when `connectTransport` was sent. Rejects, with nothing left open. */
  connect(): Promise<void>;
  receive(stream: ReceivedStreamOptions): ReceivedStream;
  send(stream: SentStreamOptions): SentStream;
  /** Goes on with new credentials, from a new local port. */
  restartIce(iceParameters: TransportInfo['iceParameters']): Promise<void>;
  /** Idempotent. */
  close(): void;
}

/** Makes one without waiting: what takes time is in `connect`. */
export type CreateTransport = (options: TransportOptions) => LoadTransport;
