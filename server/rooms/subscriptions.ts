/**
 * What one peer receives: makes the engine's consumers match the peer's interest whenever the interest, the room or the generation of its
 * media changes. Owns the consumers; they live on the receive transport of those media.
 */
import { RequestError } from '../errors.ts';
import { adopt } from '../lib/adopt.ts';
import { coalesce } from '../lib/coalesce.ts';
import type { EngineConsumer, EngineTransport, RtpCapabilities } from '../media/engine.ts';
import type { Interest } from '../protocol/interest.ts';
import type { Consumer } from '../protocol/media.ts';
import type { SignalParams } from '../protocol/signals.ts';
import { ConsumerNews } from './consumer-news.ts';
import type { Publication } from './publication.ts';
import { Subscription } from './subscription.ts';
import { type Wanted, wantedBy } from './wanted.ts';

export interface SubscriptionsOptions {
  /** The receive transport of the peer's latest generation. */
  transport: () => EngineTransport;
  /** What the peer can decode. */
  rtpCapabilities: RtpCapabilities;
  interest: Interest;
  /** What the others publish now. */
  others: () => Iterable<Publication>;
  canConsume: (engineId: string, rtpCapabilities: RtpCapabilities) => boolean;
  onAdded: (consumers: Consumer[]) => void;
  onRemoved: (consumerIds: string[]) => void;
  /** One more, paused so far. */
  onConsumer: (consumer: EngineConsumer) => void;
  /** Which layers it is sent of a publication; `repeated`: as it was told before. */
  onLayers: (publication: Publication, params: SignalParams<'consumerLayers'>, repeated: boolean) => void;
  onFailure: (error: unknown) => void;
}

export class Subscriptions {
  readonly #options: SubscriptionsOptions;
  readonly #byProducer = new Map<string, Subscription>();
  readonly #news: ConsumerNews;
  #interest: Interest;

  constructor(options: SubscriptionsOptions) {
    this.#options = options;
    this.#interest = options.interest;
    this.#news = new ConsumerNews({
      added: subscriptions => options.onAdded(subscriptions.map(subscription => subscription.info())),
      removed: options.onRemoved,
    });
  }

  /** Resolves when the consumers match. Never rejects: what fails for one producer is reported, and tried again next time. */
  readonly reconcile = coalesce(() => this.#reconcile());

  setInterest(interest: Interest): Promise<void> {
    this.#interest = interest;
    return this.reconcile();
  }

  /** Consumers that the client has not been told of. They count as told from now on. */
  takeUntold(): Consumer[] {
    return this.#news.takeAdded().map(subscription => subscription.info());
  }

  /** Begins to tell the client of changes by `onAdded` and `onRemoved`. */
  startTelling(): void {
    this.#news.startTelling();
    void this.reconcile(); // the room has gone on since the join
  }

  /** The client hears nothing for now. */
  stopTelling(): void {
    this.#news.stopTelling();
  }

  /** All that there are, for a client that comes back. They count as told from now on. */
  takeAll(): (Consumer & { started: boolean })[] {
    this.#news.forget();
    return [...this.#byProducer.values()].map(subscription => ({
      ...subscription.info(),
      started: subscription.started,
    }));
  }

  /** As they are now, those that the client does not know of yet included. */
  get all(): readonly Subscription[] {
    return [...this.#byProducer.values()];
  }

  /** Says again which layers are sent. */
  repeatNews(): void {
    for (const subscription of this.#byProducer.values()) subscription.repeatNews();
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
    const transport = this.#options.transport();
    if (transport.closed) return;
    const { others } = this.#options;
    const wanted = wantedBy(this.#interest, others());
    for (const [producerId, { publication, consumer }] of this.#byProducer) {
      // An id may have been published anew while the consumer of the old publication was being made.
      if (wanted.get(producerId)?.publication !== publication) consumer.close();
    }
    await Promise.all([...wanted.values()].map(each => this.#match(each, transport)));
    this.#news.tellAdded();
  }

  async #match(wanted: Wanted, transport: EngineTransport): Promise<void> {
    try {
      const subscription =
        this.#byProducer.get(wanted.publication.producerId) ??
        (await this.#subscribe(wanted.publication, transport));
      await subscription?.apply(wanted);
    } catch (error) {
      // A producer or the transport that dies meanwhile takes the consumer with it: nothing is left to match.
      const { producer } = wanted.publication;
      const gone = transport.closed || !producer || producer.closed;
      if (!gone) this.#options.onFailure(error);
    }
  }

  async #subscribe(publication: Publication, transport: EngineTransport): Promise<Subscription | undefined> {
    const { rtpCapabilities, canConsume, onConsumer, onLayers } = this.#options;
    const engineId = publication.producer?.id;
    if (!engineId || !canConsume(engineId, rtpCapabilities)) return undefined;
    const consumer = await transport.consume({ producerId: engineId, rtpCapabilities, paused: true });
    const subscription = new Subscription(publication, consumer, (report, repeated) =>
      onLayers(publication, { consumerId: consumer.id, ...report }, repeated),
    );
    adopt(transport, consumer, () => this.#ended(subscription, transport));
    onConsumer(consumer);
    this.#byProducer.set(publication.producerId, subscription);
    this.#news.add(subscription);
    return subscription;
  }

  #ended(subscription: Subscription, transport: EngineTransport): void {
    const { producerId } = subscription.publication;
    subscription.end();
    if (this.#byProducer.get(producerId) === subscription) this.#byProducer.delete(producerId);
    // When a whole generation ends, that is what the client is told.
    if (transport.closed) this.#news.unmention(subscription);
    else this.#news.remove(subscription);
  }
}
