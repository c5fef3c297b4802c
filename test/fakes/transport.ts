/** A WebRTC transport of the fake engine. Owns its producers and consumers; dies with its router. Carries nothing, and counts what a test says came. */
import { randomUUID } from 'node:crypto';
import { NotFoundError } from 'mediasoup/errors';
import { EnhancedEventEmitter } from 'mediasoup/extras';
import {
  getConsumableRtpParameters,
  getConsumerRtpParameters,
  getProducerRtpParametersMapping,
  validateAndNormalizeRtpCapabilities,
  validateAndNormalizeRtpParameters,
} from 'mediasoup/ortc';
import type {
  ConsumerOptions,
  DataConsumerOptions,
  DataProducerOptions,
  DtlsParameters,
  DtlsState,
  IceCandidate,
  IceParameters,
  IceState,
  ProducerOptions,
  SctpParameters,
  TransportTuple,
  WebRtcTransportObserverEvents,
  WebRtcTransportStat,
} from 'mediasoup/types';
import type { EngineTransport } from '../../server/media/engine.ts';
import { FakeConsumer } from './consumer.ts';
import { FakeDataEnds } from './data.ts';
import { FakeProducer } from './producer.ts';
import type { FakeRouter } from './router.ts';
import type { FakeWorker } from './worker.ts';

export class FakeTransport implements EngineTransport {
  readonly id: string;
  readonly observer = new EnhancedEventEmitter<WebRtcTransportObserverEvents>();
  readonly iceCandidates: IceCandidate[] = [
    {
      foundation: 'udpcandidate',
      priority: 1,
      ip: '127.0.0.1',
      address: '127.0.0.1',
      protocol: 'udp',
      port: 40_000,
      type: 'host',
    },
  ];
  readonly dtlsParameters: DtlsParameters = {
    role: 'auto',
    fingerprints: [{ algorithm: 'sha-256', value: Array(32).fill('AB').join(':') }],
  };
  iceParameters = newIceParameters();
  iceState: IceState = 'new';
  iceSelectedTuple: TransportTuple | undefined;
  dtlsState: DtlsState = 'new';
  closed = false;
  readonly producers = new Set<FakeProducer>();
  readonly consumers = new Set<FakeConsumer>();
  readonly data: FakeDataEnds;
  readonly sctpParameters: SctpParameters | undefined;
  readonly #router: FakeRouter;
  readonly #worker: FakeWorker;
  #bytesReceived = 0;
  #connected = false;
  #nextMid = 0;

  constructor(id: string, router: FakeRouter, enableSctp: boolean) {
    this.id = id;
    this.data = new FakeDataEnds(router, id, enableSctp ? 'sctp' : undefined);
    this.sctpParameters = enableSctp ? sctpParameters : undefined;
    this.#router = router;
    this.#worker = router.worker;
    this.#worker.made.push(this);
  }

  close(): void {
    if (this.closed) return;
    this.#worker
      .request('router.closeTransport', this.id, undefined, () => this.#worker.remove(this.id))
      .catch(() => {});
    this.#router.transports.delete(this);
    this.routerClosed();
  }

  routerClosed(): void {
    if (this.closed) return;
    this.closed = true;
    for (const producer of this.producers) {
      producer.transportClosed();
      this.#router.producers.delete(producer.id);
    }
    for (const consumer of this.consumers) consumer.transportClosed();
    this.producers.clear();
    this.consumers.clear();
    this.data.transportClosed();
    this.observer.safeEmit('close');
  }

  connect(params: { dtlsParameters: DtlsParameters }): Promise<void> {
    return this.#request('transport.connect', params, () => {
      if (this.#connected) throw new Error('connect() already called');
      this.#connected = true;
    });
  }

  restartIce(): Promise<IceParameters> {
    return this.#request('transport.restartIce', undefined, () => {
      this.iceParameters = newIceParameters();
      return this.iceParameters;
    });
  }

  /** As the worker tells it when ICE finds a way, or loses it. */
  ice(state: IceState, protocol: 'udp' | 'tcp' = 'udp'): void {
    this.iceState = state;
    const end = { localIp: '127.0.0.1', localAddress: '127.0.0.1', localPort: 40_000 };
    this.iceSelectedTuple = state === 'disconnected' ? undefined : { ...end, protocol };
    this.observer.safeEmit('icestatechange', state);
  }

  /** As the worker tells it when DTLS is done, or over. */
  dtls(state: DtlsState): void {
    this.dtlsState = state;
    this.observer.safeEmit('dtlsstatechange', state);
  }

  /** So many bytes come. */
  receive(bytes: number): void {
    this.#bytesReceived += bytes;
  }

  getStats(): Promise<WebRtcTransportStat[]> {
    return this.#request('transport.getStats', undefined, () => {
      const rtpRecvBitrate = [...this.producers].reduce((total, { bitrate }) => total + bitrate, 0);
      const bytesReceived = this.#bytesReceived;
      return [{ ...nothingCounted, transportId: this.id, bytesReceived, rtpRecvBitrate }];
    });
  }

  setMaxIncomingBitrate(bitrate: number): Promise<void> {
    return this.#request('transport.setMaxIncomingBitrate', bitrate, () => {});
  }

  async produce(options: ProducerOptions): Promise<FakeProducer> {
    const { id = randomUUID(), kind, paused = false } = options;
    const rtpParameters = structuredClone(options.rtpParameters);
    validateAndNormalizeRtpParameters(rtpParameters);
    const { rtpCapabilities } = this.#router;
    const mapping = getProducerRtpParametersMapping(rtpParameters, rtpCapabilities);
    const consumableRtpParameters = getConsumableRtpParameters(kind, rtpParameters, rtpCapabilities, mapping);
    await this.#request('transport.produce', options, () => this.#worker.add(id, this.id));
    const close = () => {
      this.producers.delete(producer);
      this.#router.producers.delete(id);
    };
    const data = { id, kind, rtpParameters, consumableRtpParameters, paused };
    const producer = new FakeProducer(this.#worker, data, close);
    this.producers.add(producer);
    this.#router.producers.set(id, producer);
    return producer;
  }

  async consume(options: ConsumerOptions): Promise<FakeConsumer> {
    const { producerId, paused = false } = options;
    const remoteRtpCapabilities = structuredClone(options.rtpCapabilities);
    validateAndNormalizeRtpCapabilities(remoteRtpCapabilities);
    const producer = this.#router.producers.get(producerId);
    if (!producer) throw new NotFoundError(`Producer with id "${producerId}" not found`);
    const { kind, type, consumableRtpParameters } = producer;
    const rtpParameters = getConsumerRtpParameters({
      consumableRtpParameters,
      remoteRtpCapabilities,
      pipe: false,
      enableRtx: kind === 'video',
    });
    rtpParameters.mid = String(this.#nextMid++);
    const data = { id: randomUUID(), producerId, kind, type, rtpParameters, paused };
    const consumer = new FakeConsumer(this.#worker, data, () => this.consumers.delete(consumer));
    consumer.follow(producer);
    await this.#request('transport.consume', options, () =>
      this.#worker.add(data.id, this.id, producerId, () => consumer.producerClosed()),
    );
    this.#worker.made.push(consumer);
    this.consumers.add(consumer);
    return consumer;
  }

  produceData(options: DataProducerOptions) {
    return this.data.produce(options);
  }

  consumeData(options: DataConsumerOptions) {
    return this.data.consume(options);
  }

  #request<T>(method: string, params: unknown, serve: () => T): Promise<T> {
    return this.#worker.request(method, this.id, params, () => {
      this.#worker.need(this.id);
      return serve();
    });
  }
}

const nothingCounted: WebRtcTransportStat = {
  type: 'webrtc-transport',
  transportId: '',
  timestamp: 0,
  iceRole: 'controlled',
  iceState: 'new',
  dtlsState: 'new',
  bytesReceived: 0,
  recvBitrate: 0,
  bytesSent: 0,
  sendBitrate: 0,
  rtpBytesReceived: 0,
  rtpRecvBitrate: 0,
  rtpBytesSent: 0,
  rtpSendBitrate: 0,
  rtxBytesReceived: 0,
  rtxRecvBitrate: 0,
  rtxBytesSent: 0,
  rtxSendBitrate: 0,
  probationBytesSent: 0,
  probationSendBitrate: 0,
};

/** mediasoup's defaults. */
const sctpParameters: SctpParameters = {
  port: 5000,
  maxSendMessageSize: 262_144,
  maxReceiveMessageSize: 262_144,
  sendBufferSize: 2_000_000,
  perStreamSendQueueLimit: 2_000_000,
  maxReceiverWindowBufferSize: 5_242_880,
  isDataChannel: true,
  OS: 65_535,
  MIS: 65_535,
  maxMessageSize: 262_144,
};

function newIceParameters(): IceParameters {
  return { usernameFragment: randomUUID().slice(0, 8), password: randomUUID(), iceLite: true };
}
