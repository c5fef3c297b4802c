/**
 * What one peer receives: makes the engine's consumers match the peer's interest whenever the interest or the room changes.
 * Owns the consumers; they live on the receive transport of the peer's media.
 */
import { RequestError } from '../errors.ts';
import { adopt } from '../lib/adopt.ts';
import { coalesce } from '../lib/coalesce.ts';
import type { EngineConsumer, EngineTransport, RtpCapabilities } from '../media/engine.ts';
import type { Interest } from '../protocol/interest.ts';
import type { Consumer } from '../protocol/signals.ts';
import type { Publication } from './publication.ts';
import { Subscription } from './subscription.ts';
import { type Wanted, wantedBy } from './wanted.ts';

export interface SubscriptionsOptions {
  transport: EngineTransport;
  /** What the peer can decode. */
  rtpCapabilities: RtpCapabilities;
  interest: Interest;
  /** What the others publish now. */
  others: () => Iterable<Publication>;
  canConsume: (engineProducerId: string, rtpCapabilities: RtpCapabilities) => boolean;
  /** Called after a change. `added` and `removed` are never both of one consumer. */
  onAdded: (consumers: Consumer[]) => void;
  onRemoved: (consumerIds: string[]) => void;
  onLayers: (consumerId: string, layers: { spatial: number; temporal: number } | null) => void;
  onFailure: (error: unknown) => void;
}

export class Subscriptions {
  readonly #options: SubscriptionsOptions;
  readonly #byProducer = new Map<string, Subscription>();
  /** Made, but not told to the client yet. */
  readonly #untold = new Set<Subscription>();
  readonly #removed: string[] = [];
  #interest: Interest;
  #telling = false;

  constructor(options: SubscriptionsOptions) {
    this.#options = options;
    this.#interest = options.interest;
  }

  /** Resolves when the consumers match. Never rejects: what fails for one producer is reported, and tried again next time. */
  readonly reconcile = coalesce(() => this.#reconcile());

  setInterest(interest: Interest): Promise<void> {
    this.#interest = interest;
    return this.reconcile();
  }

  /** Consumers that the client has not been told of. They count as told from now on. */
  takeUntold(): Consumer[] {
    const consumers = [...this.#untold].map(subscription => subscription.info());
    this.#untold.clear();
    return consumers;
  }

  /** Begins to tell the client of changes by `onAdded` and `onRemoved`. */
  startTelling(): void {
    this.#telling = true;
    this.#tellRemoved();
    void this.reconcile();
  }

  /** Lets media flow. Throws `not-found`, and starts none, when one of the ids is not, or no longer, a consumer of this peer. */
  async start(consumerIds: readonly string[]): Promise<void> {
    const byId = new Map(
      [...this.#byProducer.values()].map(subscription => [subscription.consumer.id, subscription]),
    );
    const subscriptions = consumerIds.map((id, index) => {
      const subscription = byId.get(id);
      if (!subscription) throw new RequestError('not-found', `consumerIds.${index}`);
      return subscription;
    });
    for (const subscription of subscriptions) subscription.started = true;
    await this.reconcile();
  }

  /** Ends the consumer of a publication that is gone. */
  drop(producerId: string): void {
    this.#byProducer.get(producerId)?.consumer.close();
  }

  async #reconcile(): Promise<void> {
    const { transport, others } = this.#options;
    if (transport.closed) return;
    const wanted = wantedBy(this.#interest, others());
    for (const [producerId, { publication, consumer }] of this.#byProducer) {
      // An id may have been published anew while the consumer of the old publication was being made.
      if (wanted.get(producerId)?.publication !== publication) consumer.close();
    }
    await Promise.all([...wanted.values()].map(each => this.#match(each)));
    this.#tellAdded();
  }

  async #match(wanted: Wanted): Promise<void> {
    try {
      const subscription =
        this.#byProducer.get(wanted.publication.producerId) ?? (await this.#subscribe(wanted.publication));
      await subscription?.apply(wanted);
    } catch (error) {
      // A producer or the transport that dies meanwhile takes the consumer with it: nothing is left to match.
      const gone =
        this.#options.transport.closed || !wanted.publication.producer || wanted.publication.producer.closed;
      if (!gone) this.#options.onFailure(error);
    }
  }

  async #subscribe(publication: Publication): Promise<Subscription | undefined> {
    const { transport, rtpCapabilities, canConsume } = this.#options;
    const engineId = publication.producer?.id;
    if (!engineId || !canConsume(engineId, rtpCapabilities)) return undefined;
    const consumer = await transport.consume({ producerId: engineId, rtpCapabilities, paused: true });
    const subscription = new Subscription(publication, consumer);
    adopt(transport, consumer, () => this.#ended(subscription));
    this.#byProducer.set(publication.producerId, subscription);
    this.#untold.add(subscription);
    this.#reportLayers(consumer);
    return subscription;
  }

  #reportLayers(consumer: EngineConsumer): void {
    if (consumer.type === 'simple') return;
    consumer.observer.on('layerschange', layers =>
      this.#options.onLayers(
        consumer.id,
        layers ? { spatial: layers.spatialLayer, temporal: layers.temporalLayer ?? 0 } : null,
      ),
    );
  }

  #ended(subscription: Subscription): void {
    const { producerId } = subscription.publication;
    if (this.#byProducer.get(producerId) === subscription) this.#byProducer.delete(producerId);
    if (this.#untold.delete(subscription) || this.#options.transport.closed) return;
    this.#removed.push(subscription.consumer.id);
    // All that end in one go are told in one message.
    if (this.#telling && this.#removed.length === 1) queueMicrotask(() => this.#tellRemoved());
  }

  #tellAdded(): void {
    if (!this.#telling || this.#untold.size === 0) return;
    this.#options.onAdded(this.takeUntold());
  }

  #tellRemoved(): void {
    if (!this.#telling || this.#removed.length === 0) return;
    this.#options.onRemoved(this.#removed.splice(0));
  }
}
