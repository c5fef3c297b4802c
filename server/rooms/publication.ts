/**
 * One thing that a peer publishes, under the id that it chose: what outlives the engine's producers. Data with the producer
 * that carries it at the moment; publishing.ts changes it, subscriptions read it.
 */
import type { EngineProducer, EngineTransport } from '../media/engine.ts';
import type { Source } from '../protocol/words.ts';
import type { Demand } from './demand.ts';
import type { LayerSizes } from './layers.ts';

export interface Publication {
  readonly producerId: string;
  readonly peerId: string;
  readonly source: Source;
  /** Of what is sent now, as in its MIME type, such as `VP8`. */
  codec: string;
  /** Sizes of its spatial layers; for audio none. */
  layers: LayerSizes;
  paused: boolean;
  /** Set when somebody else ends it: a moderator, or `null`, the HTTP API or the server. */
  endedBy?: string | null;
  /** The others know of it. */
  shown: boolean;
  /** The send transport on which it is built, or was built last. */
  carrier: EngineTransport | undefined;
  /** Undefined until the engine has built it, and from the loss of one generation until its client publishes it in the next. */
  producer: EngineProducer | undefined;
  /** How much of it is wanted: of a video, from when it is built. */
  demand: Demand | undefined;
}
