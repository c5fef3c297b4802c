/**
 * One thing that a peer publishes, under the id that it chose: what outlives the engine's producers. Data with the producer
 * that carries it at the moment; publishing.ts changes it, subscriptions read it.
 */
import type { EngineProducer } from '../media/engine.ts';
import type { Source } from '../protocol/words.ts';
import type { Demand } from './demand.ts';
import type { LayerSizes } from './layers.ts';

export interface Publication {
  readonly producerId: string;
  readonly peerId: string;
  readonly source: Source;
  /** Sizes of its spatial layers; for audio none. */
  readonly layers: LayerSizes;
  paused: boolean;
  /** Set when somebody else ends it: a moderator, or `null`, the HTTP API or the server. */
  endedBy?: string | null;
  /** Undefined until the engine has built it. */
  producer: EngineProducer | undefined;
  /** How much of it is wanted: of a video, from when it is built. */
  demand: Demand | undefined;
}
