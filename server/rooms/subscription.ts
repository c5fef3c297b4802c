/**
 * One consumer of one peer: brings the engine's consumer to what is wanted, and no more often than needed. Which
 * subscriptions there are is decided in subscriptions.ts.
 */
import type { EngineConsumer } from '../media/engine.ts';
import type { Consumer } from '../protocol/media.ts';
import { type LayerReport, type LayerReporting, reportLayers } from './layer-report.ts';
import { layerFor } from './layers.ts';
import type { Publication } from './publication.ts';
import type { Wanted } from './wanted.ts';

export class Subscription {
  readonly publication: Publication;
  readonly consumer: EngineConsumer;
  /** The client has built its side: from now on media may flow. */
  started = false;
  readonly #layers: LayerReporting;
  /** The layer that the tile deserves, whether or not media flows yet; undefined: none of it is wanted, or it is audio. */
  #wanted: number | undefined;
  #layer: number | undefined;
  #priority: number | undefined;

  /** `onLayers` is told which layers it is sent, and what keeps it from more. */
  constructor(
    publication: Publication,
    consumer: EngineConsumer,
    onLayers: (report: LayerReport, repeated: boolean) => void,
  ) {
    this.publication = publication;
    this.consumer = consumer;
    const wanted = () => (publication.paused ? undefined : this.#wanted);
    this.#layers = reportLayers(consumer, wanted, onLayers);
  }

  /**
   * Makes the consumer what `wanted` says, in one round trip to the worker, which takes what it is asked in order. Layer and priority come
   * before resuming, so that the key frame which a resumed consumer asks for is one of the right layer.
   */
  async apply({ tile, priority }: Wanted): Promise<void> {
    const seen = !(tile && (tile.width === 0 || tile.height === 0));
    this.#want(seen && tile ? layerFor(this.publication.layers, tile) : undefined);
    const flows = this.started && seen;
    await Promise.all([
      flows && this.#setLayer(this.#wanted),
      flows && this.#setPriority(priority),
      flows ? this.consumer.paused && this.consumer.resume() : !this.consumer.paused && this.consumer.pause(),
    ]);
  }

  /** It is gone: nothing of the video is wanted here any more. */
  end(): void {
    this.#want(undefined);
  }

  /** Says again which layers are sent. */
  repeatNews(): void {
    this.#layers.repeat();
  }

  /** What the client must know to receive it. */
  info(): Consumer {
    const { id, kind, rtpParameters } = this.consumer;
    const { producerId, peerId, source } = this.publication;
    const encodings = rtpParameters.encodings ?? [];
    return {
      consumerId: id,
      producerId,
      peerId,
      source,
      kind,
      rtpParameters: { ...rtpParameters, encodings },
    };
  }

  /** The publisher may begin to encode what will flow a moment later. */
  #want(layer: number | undefined): void {
    if (layer === this.#wanted) return;
    this.#wanted = layer;
    this.publication.demand?.want(this, layer);
    this.#layers.wantedChanged();
  }

  async #setLayer(spatialLayer: number | undefined): Promise<void> {
    if (spatialLayer === undefined || this.consumer.type === 'simple' || spatialLayer === this.#layer) return;
    await this.consumer.setPreferredLayers({ spatialLayer });
    this.#layer = spatialLayer;
  }

  async #setPriority(priority: number): Promise<void> {
    if (this.consumer.kind !== 'video' || priority === this.#priority) return;
    await this.consumer.setPriority(priority);
    this.#priority = priority;
  }
}
