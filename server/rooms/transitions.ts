/**
 * The transitions in the life of rooms and peers, each told once, when it happens: the log writes them, the metrics count them, the
 * timeline keeps them. Who listens is chosen in app.ts; nothing here may wait for them.
 */
import type { Quality, SignalParams } from '../protocol/signals.ts';
import type { CloseReason, ErrorReason, Source } from '../protocol/words.ts';

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
type RoomTransition =
  | { readonly type: 'roomOpened' }
  | { readonly type: 'roomClosed'; readonly reason: CloseReason | 'empty'; readonly lasted: number }
  | { readonly type: 'mediaLost' }
  /** `took`: from when they were lost. */
  | { readonly type: 'mediaRenewed'; readonly took: number };

/** What happens to a peer. */
type PeerTransition =
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
  | { readonly type: 'generationBegan'; readonly generation: number }
  /** ICE and DTLS of one transport are done, or its path was lost; `path`: as the engine sees it. `took`: since the transport was made. */
  | {
      readonly type: 'transportConnected';
      readonly direction: 'send' | 'recv';
      readonly protocol: 'udp' | 'tcp';
      readonly took: number;
    }
  | { readonly type: 'transportDisconnected'; readonly direction: 'send' | 'recv' }
  /** Once for each peer: media flow to it. `took`: from its request to join. */
  | { readonly type: 'firstMedia'; readonly took: number }
  | { readonly type: 'producerAdded'; readonly source: Source; readonly codec: string }
  | { readonly type: 'producerPaused'; readonly source: Source; readonly by: string | null }
  | { readonly type: 'producerResumed'; readonly source: Source }
  | { readonly type: 'producerRemoved'; readonly source: Source }
  | ({ readonly type: 'qualityChanged' } & Quality)
  /** Of what it receives of somebody. */
  | ({ readonly type: 'layersChanged'; readonly from: string; readonly source: Source } & Layers)
  | { readonly type: 'offended'; readonly step: string };

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
