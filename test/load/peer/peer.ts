/**
 * What drives a load peer, and what it is made with. Behind it is a client of the whole protocol on the SDK's own connection: joining,
 * media generations, coming back, interest, publishing. Knows no plan and no other peers.
 */
import type { MediaWay, Source } from '../../../server/protocol/words.ts';
import type { PeerReport } from '../report/peer-report.ts';
import type { Layout, VideoCodec } from '../scenario/scenario.ts';
import type { CreateTransport, IpFamily } from '../transport/transport.ts';

export interface LoadPeerOptions {
  /** Of the WebSocket. */
  readonly url: string;
  readonly room: string;
  readonly name: string;
  readonly token?: string;
  readonly number: number;
  readonly seed: number;
  readonly sources: readonly Source[];
  readonly layout: Layout;
  readonly simulcast: boolean;
  readonly codec: VideoCodec;
  readonly way: MediaWay;
  readonly family?: IpFamily;
  readonly verifyOneIn: number;
  readonly createTransport: CreateTransport;
  /** `slim`, `datachannel`: for the report. */
  readonly client: string;
  /** performance.now() of when the run began. */
  readonly beganAt: number;
  /** Milliseconds from capture to arrival, of each packet that tells, whatever stream it is of. */
  readonly onDelay?: (milliseconds: number, kind: 'audio' | 'video') => void;
}

export interface LoadPeer {
  /** Comes in, publishes and receives. Resolves when its media are connected; never rejects: what failed is in the report. May be called again after `leave`. */
  join(): Promise<void>;
  /** Resolves when the socket is closed. Idempotent. */
  leave(): Promise<void>;
  /** Speaks, or is silent: what is sent of a microphone is sound, or comfort noise as DTX makes it. */
  setSpeaking(speaking: boolean): void;
  /** What has happened so far. */
  report(): PeerReport;
}
