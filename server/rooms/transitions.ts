/**
 * The transitions in the life of rooms and peers, each told once, when it happens: the log writes them, the metrics count them, the
 * timeline keeps them. Who listens is chosen in app.ts; nothing here may wait for them.
 */
import type { Quality, SignalParams } from '../protocol/signals.ts';
import type { CloseReason, ErrorReason, GenerationCause, OffenceStep, Source } from '../protocol/words.ts';

/** Which room: its name, and the id of this life of it. */
interface OfRoom {
  readonly room: string;
  readonly roomId: string;
}

interface OfPeer extends OfRoom {
  readonly peerId: string;
  readonly name: string;
  readonly identity: string | null;
}

type Layers = Pick<SignalParams<'consumerLayers'>, 'layers' | 'limit'>;

/** What happens to a room. Times are milliseconds. */
export type RoomTransition =
  | { readonly type: 'roomOpened' }
  | { readonly type: 'roomClosed'; readonly reason: CloseReason | 'empty'; readonly lasted: number }
  | { readonly type: 'mediaLost' }
  /** `took`: from when they were lost. */
  | { readonly type: 'mediaRenewed'; readonly took: number };

/** What happens to a peer, hidden ones included. Nothing follows on `peerLeft`. */
export type PeerTransition =
  /** `took`: from the request to when it was in, without the time that it waited in the lobby. */
  | { readonly type: 'peerJoined'; readonly took: number; readonly peers: number }
  | { readonly type: 'peerSuspended'; readonly reason: CloseReason }
  /** `away`: since its socket was lost. */
  | { readonly type: 'peerResumed'; readonly away: number }
  | {
      readonly type: 'peerLeft';
      readonly reason: CloseReason;
      readonly stayed: number;
      readonly peers: number;
    }
  /** After the first. `cause`: the one before was lost with its worker, or its client asked for another. */
  | {
      readonly type: 'generationBegan';
      readonly generation: number;
      readonly cause: GenerationCause;
    }
  /** ICE and DTLS of one transport are done; `again`: after its path was lost. `took`: since the client began to connect it, or its path was lost. */
  | {
      readonly type: 'transportConnected';
      readonly direction: 'send' | 'recv';
      readonly protocol: 'udp' | 'tcp';
      readonly took: number;
      readonly again: boolean;
    }
  /** The path of one that was connected is lost: the engine has heard nothing of ICE for 30 s, or the client has closed it. */
  | { readonly type: 'transportDisconnected'; readonly direction: 'send' | 'recv' }
  /**
   * Once for each peer: media flow to it (first-media.ts says what that is). `took`: from its request to join, without the time that it
   * waited in the lobby. `expected`: there was something to receive when it joined; otherwise `took` is how long the others took to publish.
   */
  | { readonly type: 'firstMedia'; readonly took: number; readonly expected: boolean }
  /** `codec`: as in its MIME type, such as `VP8`. */
  | { readonly type: 'producerAdded'; readonly source: Source; readonly codec: string }
  /** `by`: the peer id of who did it, its own included; `null`: the HTTP API or the server. */
  | { readonly type: 'producerPaused'; readonly source: Source; readonly by: string | null }
  | { readonly type: 'producerResumed'; readonly source: Source }
  | { readonly type: 'producerRemoved'; readonly source: Source }
  /** As the others are shown it, a lost socket included. */
  | ({ readonly type: 'qualityChanged' } & Quality)
  /** Of what it receives of `from`, a peer id. */
  | ({ readonly type: 'layersChanged'; readonly from: string; readonly source: Source } & Layers)
  /** It sent far more than is allowed (kbit/s), and is punished: the source `paused` or `removed`, or the peer `closed`. */
  | {
      readonly type: 'offended';
      readonly step: OffenceStep;
      readonly source: Source;
      readonly kbps: number;
      readonly allowed: number;
    };

/** Who was not let in. `name` may be what anybody wrote. */
interface Refusal {
  readonly type: 'joinRefused';
  readonly room: string;
  readonly name: string | null;
  readonly reason: ErrorReason;
}

export type Transition = { /** Milliseconds since 1970. */ readonly at: number } & (
  | (OfRoom & RoomTransition)
  | (OfPeer & PeerTransition)
  | Refusal
);

export type TransitionType = Transition['type'];

/** Must not throw, and must not take long. */
export type TransitionListener = (transition: Transition) => void;
