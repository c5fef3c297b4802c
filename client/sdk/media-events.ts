/**
 * What a media session tells, and the tracks and layers that it tells of. Types only.
 */
import type { SignalParams } from '#protocol/signals.ts';
import type { Source } from '#protocol/words.ts';
import type { PathState } from './generation.ts';
import type { RoomMessage } from './messages.ts';

/** One thing that arrives from another peer. */
export interface RemoteTrack {
  peerId: string;
  producerId: string;
  source: Source;
  track: MediaStreamTrack;
}

/** Layers of a video, counted from 0, the smallest; `null`: nothing is sent. */
export type Layers = SignalParams<'consumerLayers'>['layers'];
/** Why a video arrives in fewer layers than its tile deserves: this peer's way down, or what the publisher sends. */
export type LayerLimit = SignalParams<'consumerLayers'>['limit'];

export interface MediaEvents {
  trackAdded: [remote: RemoteTrack];
  trackRemoved: [remote: RemoteTrack];
  /** Which layers of a video arrive (`null`: none), and what keeps them from being those that its tile deserves. */
  layers: [producerId: string, layers: Layers, limit: LayerLimit];
  /** How the way to the server is, for sound and pictures. */
  path: [state: PathState];
  /** Nothing arrives any more, which no state says yet. */
  silent: [];
  /** The server or the browser refused to carry it; it is no longer published. */
  publishFailed: [source: Source, error: Error];
  /** The server has answered everything that it was asked of muting this. */
  pauseSettled: [producerId: string];
  /** Somebody sent a message. */
  message: [message: RoomMessage];
  /** The server carries nothing for this peer, and will not. */
  lost: [error: Error];
  /** Something that was asked of the server on the side was refused; the call goes on. */
  error: [error: Error];
}
