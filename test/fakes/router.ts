/** A router of the fake engine. Owns its transports and observers; dies with its worker. */
import { randomUUID } from 'node:crypto';
import { EnhancedEventEmitter } from 'mediasoup/extras';
import { canConsume, generateRouterRtpCapabilities } from 'mediasoup/ortc';
import type {
  ActiveSpeakerObserverOptions,
  AudioLevelObserverOptions,
  RouterObserverEvents,
  RouterRtpCodecCapability,
  RtpCapabilities,
  WebRtcTransportOptions,
} from 'mediasoup/types';
import type { EngineRouter } from '../../server/media/engine.ts';
import { FakeActiveSpeakerObserver, FakeAudioLevelObserver } from './audio-observers.ts';
import { type FakeDataConsumer, type FakeDataProducer, FakeDirectTransport } from './data.ts';
import type { FakeProducer } from './producer.ts';
import { FakeTransport } from './transport.ts';
import type { FakeWorker } from './worker.ts';

export class FakeRouter implements EngineRouter {
  readonly id = randomUUID();
  readonly observer = new EnhancedEventEmitter<RouterObserverEvents>();
  readonly rtpCapabilities: RtpCapabilities;
  readonly worker: FakeWorker;
  /** Producers that live on this router, by id. */
  readonly producers = new Map<string, FakeProducer>();
  readonly transports = new Set<FakeTransport>();
  readonly directTransports = new Set<FakeDirectTransport>();
  /** Data producers and consumers of all its transports. */
  readonly dataProducers = new Map<string, FakeDataProducer>();
  readonly dataConsumers = new Set<FakeDataConsumer>();
  /** The observers of the room, for tests that let somebody speak. */
  levelObserver: FakeAudioLevelObserver | undefined;
  speakerObserver: FakeActiveSpeakerObserver | undefined;
  closed = false;

  constructor(worker: FakeWorker, mediaCodecs: RouterRtpCodecCapability[]) {
    this.worker = worker;
    this.rtpCapabilities = generateRouterRtpCapabilities(mediaCodecs);
    worker.made.push(this);
  }

  close(): void {
    if (this.closed) return;
    this.worker
      .request('worker.closeRouter', this.id, undefined, () => this.worker.remove(this.id))
      .catch(() => {});
    this.workerClosed();
  }

  workerClosed(): void {
    if (this.closed) return;
    this.closed = true;
    for (const transport of [...this.transports, ...this.directTransports]) transport.routerClosed();
    this.transports.clear();
    this.directTransports.clear();
    this.producers.clear();
    this.observer.safeEmit('close');
  }

  canConsume({ producerId, rtpCapabilities }: { producerId: string; rtpCapabilities: RtpCapabilities }) {
    const producer = this.producers.get(producerId);
    if (!producer) return false;
    try {
      return canConsume(producer.consumableRtpParameters, structuredClone(rtpCapabilities));
    } catch {
      return false; // capabilities that make no sense
    }
  }

  async createWebRtcTransport(options: WebRtcTransportOptions): Promise<FakeTransport> {
    const id = randomUUID();
    await this.#create('router.createWebRtcTransport', id, options);
    const transport = new FakeTransport(id, this, options.enableSctp ?? false);
    this.transports.add(transport);
    return transport;
  }

  async createDirectTransport(): Promise<FakeDirectTransport> {
    const id = randomUUID();
    await this.#create('router.createDirectTransport', id, undefined);
    const transport = new FakeDirectTransport(id, this);
    this.directTransports.add(transport);
    return transport;
  }

  async createAudioLevelObserver(options: AudioLevelObserverOptions): Promise<FakeAudioLevelObserver> {
    const id = randomUUID();
    await this.#create('router.createAudioLevelObserver', id, options);
    this.levelObserver = new FakeAudioLevelObserver(id, this);
    return this.levelObserver;
  }

  async createActiveSpeakerObserver(
    options: ActiveSpeakerObserverOptions,
  ): Promise<FakeActiveSpeakerObserver> {
    const id = randomUUID();
    await this.#create('router.createActiveSpeakerObserver', id, options);
    this.speakerObserver = new FakeActiveSpeakerObserver(id, this);
    return this.speakerObserver;
  }

  #create(method: string, id: string, options: unknown): Promise<void> {
    return this.worker.request(method, this.id, options, () => this.worker.add(id, this.id));
  }
}
