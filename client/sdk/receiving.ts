/**
 * The receiving half of a media generation: the consumers on one transport, built when the server says so and then started.
 * Owns consumers, not the transport.
 */
import type { Consumer, RtpParameters, Transport } from 'mediasoup-client/types';
import type { Consumer as ConsumerInfo } from '#protocol/media.ts';
import { RequestError } from './request-error.ts';
import { asError, type Signalling } from './signalling.ts';
import type { ReceivedSource, SentToUs } from './stats-received.ts';

export interface ReceivingEvents {
  receiving(info: ConsumerInfo, track: MediaStreamTrack): void;
  stoppedReceiving(info: ConsumerInfo, track: MediaStreamTrack): void;
  failed(error: Error): void;
}

interface Received {
  info: ConsumerInfo;
  /** Absent while the receiving side is being built. */
  consumer?: Consumer;
  /** What the server said of its layers; null: nothing yet. */
  sentToUs: SentToUs | null;
}

/** Ids in one `startConsumers`; the protocol allows 512. */
const startAtOnce = 500;

export class Receiving {
  readonly #transport: Transport;
  readonly #signalling: Signalling;
  readonly #events: ReceivingEvents;
  readonly #received = new Map<string, Received>();
  #arrivedAt = 0;

  constructor(transport: Transport, signalling: Signalling, events: ReceivingEvents) {
    this.#transport = transport;
    this.#signalling = signalling;
    this.#events = events;
  }

  info(consumerId: string): ConsumerInfo | undefined {
    return this.#received.get(consumerId)?.info;
  }

  /** Keeps what the server says of the layers that it sends. */
  setLayers(consumerId: string, sentToUs: SentToUs): void {
    const received = this.#received.get(consumerId);
    if (received) received.sentToUs = sentToUs;
  }

  /** For statistics: what arrives. */
  sources(): ReceivedSource[] {
    return [...this.#received.values()].map(({ info, consumer, sentToUs }) => ({
      producerId: info.producerId,
      peerId: info.peerId,
      source: info.source,
      mid: consumer?.localId,
      sentToUs,
    }));
  }

  /** When media last arrived, by a clock of the browser's. Cheap: the first stream that has something new is enough. */
  arrived(): number {
    for (const { consumer } of this.#received.values()) {
      const sources = consumer?.rtpReceiver?.getSynchronizationSources() ?? [];
      const fresh = sources.find(({ timestamp }) => timestamp > this.#arrivedAt);
      if (fresh) {
        this.#arrivedAt = fresh.timestamp;
        break;
      }
    }
    return this.#arrivedAt;
  }

  /** Builds the receiving side of these consumers, then starts all of them with one request. Never rejects. */
  async add(infos: ConsumerInfo[]): Promise<void> {
    const built = await Promise.all(infos.map(info => this.#build(info)));
    const ids = infos.filter((_, index) => built[index]).map(info => info.consumerId);
    for (let from = 0; from < ids.length; from += startAtOnce) {
      await this.#start(ids.slice(from, from + startAtOnce));
    }
  }

  /** These are all consumers that there are: what is missing is built, what is too much dropped. */
  reconcile(infos: ConsumerInfo[]): void {
    const there = new Set(infos.map(({ consumerId }) => consumerId));
    this.drop([...this.#received.keys()].filter(consumerId => !there.has(consumerId)));
    void this.add(infos.filter(({ consumerId }) => !this.#received.has(consumerId)));
  }

  /** The server has closed these consumers. */
  drop(consumerIds: Iterable<string>): void {
    for (const consumerId of consumerIds) {
      const received = this.#received.get(consumerId);
      this.#received.delete(consumerId);
      if (!received?.consumer) continue; // still being built: #build finds out
      received.consumer.close();
      this.#events.stoppedReceiving(received.info, received.consumer.track);
    }
  }

  dropAll(): void {
    this.drop([...this.#received.keys()]);
  }

  /** False when it could not be built, or when the server closed it meanwhile. */
  async #build(info: ConsumerInfo): Promise<boolean> {
    const { consumerId, producerId, kind } = info;
    const received: Received = { info, sentToUs: null };
    this.#received.set(consumerId, received);
    const rtpParameters = info.rtpParameters as RtpParameters;
    const options = { id: consumerId, producerId, kind, rtpParameters, streamId: streamOf(info) };
    try {
      const consumer = await this.#transport.consume(options);
      if (this.#received.get(consumerId) !== received) {
        consumer.close();
        return false;
      }
      received.consumer = consumer;
      this.#events.receiving(info, consumer.track);
      return true;
    } catch (error) {
      if (this.#received.get(consumerId) === received) this.#received.delete(consumerId);
      if (!this.#transport.closed) this.#events.failed(asError(error));
      return false;
    }
  }

  async #start(consumerIds: string[]): Promise<void> {
    const left = consumerIds.filter(id => this.#received.has(id));
    if (left.length === 0 || this.#transport.closed) return;
    try {
      await this.#signalling.request('startConsumers', { consumerIds: left });
    } catch (error) {
      // Some were closed on their way here. The server has said which before it refused, so the rest can be started.
      const gone = left.some(id => !this.#received.has(id));
      if (error instanceof RequestError && error.reason === 'not-found' && gone) return this.#start(left);
      if (!this.#transport.closed) this.#events.failed(asError(error));
    }
  }
}

/** Browsers keep the tracks of one stream in step: a peer's voice with its face, its screen with the screen's sound. */
function streamOf({ peerId, source }: ConsumerInfo): string {
  return source === 'screen' || source === 'screen-audio' ? `${peerId}-screen` : peerId;
}
