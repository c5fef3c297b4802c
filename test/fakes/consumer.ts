/** A consumer of the fake engine: remembers what it was told. Dies with its transport, and a little after its producer. */
import { EnhancedEventEmitter } from 'mediasoup/extras';
import type {
  ConsumerLayers,
  ConsumerObserverEvents,
  ConsumerScore,
  ConsumerStat,
  ConsumerType,
  MediaKind,
  RtpParameters,
} from 'mediasoup/types';
import type { EngineConsumer } from '../../server/media/engine.ts';
import type { FakeProducer } from './producer.ts';
import { aStream } from './stream-stat.ts';
import type { FakeWorker } from './worker.ts';

export interface ConsumerData {
  readonly id: string;
  readonly producerId: string;
  readonly kind: MediaKind;
  readonly type: ConsumerType;
  readonly rtpParameters: RtpParameters;
  readonly paused: boolean;
}

export class FakeConsumer implements EngineConsumer {
  readonly id: string;
  readonly producerId: string;
  readonly kind: MediaKind;
  readonly type: ConsumerType;
  readonly rtpParameters: RtpParameters;
  readonly observer = new EnhancedEventEmitter<ConsumerObserverEvents>();
  preferredLayers: ConsumerLayers | undefined;
  currentLayers: ConsumerLayers | undefined;
  score: ConsumerScore = { score: 10, producerScore: 0, producerScores: [] };
  priority = 1;
  /** Bit/s that are sent. */
  bitrate = 0;
  paused: boolean;
  producerPaused = false;
  closed = false;
  readonly #worker: FakeWorker;
  readonly #onClose: () => void;

  constructor(worker: FakeWorker, data: ConsumerData, onClose: () => void) {
    this.id = data.id;
    this.producerId = data.producerId;
    this.kind = data.kind;
    this.type = data.type;
    this.rtpParameters = data.rtpParameters;
    this.paused = data.paused;
    this.#worker = worker;
    this.#onClose = onClose;
  }

  close(): void {
    if (this.closed) return;
    this.#worker
      .request('transport.closeConsumer', this.id, undefined, () => this.#worker.remove(this.id))
      .catch(() => {});
    this.producerClosed();
  }

  /** The worker says when the producer is paused and resumed, from now on. */
  follow(producer: FakeProducer): void {
    this.producerPaused = producer.paused;
    const notify = (paused: boolean) => this.#worker.notify(() => this.#producerPaused(paused));
    producer.observer.on('pause', () => notify(true));
    producer.observer.on('resume', () => notify(false));
  }

  /** The worker says that the producer is gone. */
  producerClosed(): void {
    this.#onClose();
    this.transportClosed();
  }

  transportClosed(): void {
    if (this.closed) return;
    this.closed = true;
    this.observer.safeEmit('close');
  }

  async pause(): Promise<void> {
    await this.#request('consumer.pause');
    this.paused = true;
  }

  async resume(): Promise<void> {
    await this.#request('consumer.resume');
    const wasPaused = this.paused;
    this.paused = false;
    if (wasPaused && !this.producerPaused) this.observer.safeEmit('resume');
  }

  async setPreferredLayers(layers: ConsumerLayers): Promise<void> {
    await this.#request('consumer.setPreferredLayers', layers);
    this.preferredLayers = layers;
  }

  async setPriority(priority: number): Promise<void> {
    await this.#request('consumer.setPriority', priority);
    this.priority = priority;
  }

  /** What is sent of it; a test says at which rate. */
  getStats(): Promise<ConsumerStat[]> {
    return this.#worker.request('consumer.getStats', this.id, undefined, () => {
      this.#worker.need(this.id);
      return [{ ...aStream, type: 'outbound-rtp', kind: this.kind, bitrate: this.bitrate }];
    });
  }

  /** As the worker tells it when the layers that are sent change, or what arrives of the producer. */
  sent(currentLayers: ConsumerLayers | undefined, producerScores: number[] = []): void {
    this.currentLayers = currentLayers;
    this.score = { score: 10, producerScore: Math.max(0, ...producerScores), producerScores };
    this.observer.safeEmit('score', this.score);
    this.observer.safeEmit('layerschange', currentLayers);
  }

  #producerPaused(paused: boolean): void {
    if (this.closed || paused === this.producerPaused) return;
    this.producerPaused = paused;
    if (!this.paused) this.observer.safeEmit(paused ? 'pause' : 'resume');
  }

  #request(method: string, params?: unknown): Promise<void> {
    return this.#worker.request(method, this.id, params, () => this.#worker.need(this.id));
  }
}
