/**
 * Data producers and consumers of the fake engine, and the direct transport. Messages go from producer to consumers as in the worker:
 * by subchannel, in order, in a later turn. What an SCTP consumer would send is kept for tests to read.
 */
import { NotFoundError } from 'mediasoup/errors';
import { EnhancedEventEmitter } from 'mediasoup/extras';
import type {
  DataConsumerEvents,
  DataConsumerObserverEvents,
  DataConsumerOptions,
  DataProducerObserverEvents,
  DataProducerOptions,
  DataProducerStat,
  DirectTransportObserverEvents,
  SctpStreamParameters,
} from 'mediasoup/types';
import type {
  EngineDataConsumer,
  EngineDataProducer,
  EngineDirectTransport,
} from '../../server/media/engine.ts';
import type { FakeRouter } from './router.ts';
import type { FakeWorker } from './worker.ts';

export interface FakeMessage {
  readonly text: string;
  readonly ppid: number;
}

interface Addressed {
  readonly message: Buffer;
  readonly ppid: number;
  readonly subchannels: readonly number[];
  readonly required: number | undefined;
  readonly ignored: number | undefined;
}

type Kind = 'sctp' | 'direct';

export class FakeDataProducer implements EngineDataProducer {
  readonly id = crypto.randomUUID();
  readonly observer = new EnhancedEventEmitter<DataProducerObserverEvents>();
  readonly type: Kind;
  readonly sctpStreamParameters: SctpStreamParameters | undefined;
  closed = false;
  readonly #router: FakeRouter;
  readonly #onClose: () => void;
  #received = 0;

  constructor(
    router: FakeRouter,
    type: Kind,
    { sctpStreamParameters }: DataProducerOptions,
    onClose: () => void,
  ) {
    this.#router = router;
    this.type = type;
    this.sctpStreamParameters = type === 'sctp' ? sctpStreamParameters : undefined;
    this.#onClose = onClose;
    router.worker.made.push(this);
  }

  close(): void {
    if (this.closed) return;
    const { worker } = this.#router;
    worker
      .request('transport.closeDataProducer', this.id, undefined, () => worker.remove(this.id))
      .catch(() => {});
    this.#onClose();
    this.transportClosed();
  }

  transportClosed(): void {
    if (this.closed) return;
    this.closed = true;
    this.observer.safeEmit('close');
  }

  send(
    message: string | Buffer,
    ppid = typeof message === 'string' ? 51 : 53,
    subchannels: number[] = [],
    required?: number,
    ignored?: number,
  ): void {
    const { worker } = this.#router;
    const addressed = { message: Buffer.from(message), ppid, subchannels, required, ignored };
    worker.request('dataProducer.send', this.id, addressed, () => this.#spread(addressed)).catch(() => {});
  }

  /** A message arrives from the network. */
  receive(message: string | Buffer, ppid = typeof message === 'string' ? 51 : 53): void {
    const { worker } = this.#router;
    worker.notify(() =>
      this.#spread({
        message: Buffer.from(message),
        ppid,
        subchannels: [],
        required: undefined,
        ignored: undefined,
      }),
    );
  }

  async getStats(): Promise<DataProducerStat[]> {
    const { worker } = this.#router;
    return worker.request('dataProducer.getStats', this.id, undefined, () => {
      worker.need(this.id);
      const stat = { type: 'data-producer', timestamp: 0, label: '', protocol: '', bytesReceived: 0 };
      return [{ ...stat, messagesReceived: this.#received }];
    });
  }

  #spread(addressed: Addressed): void {
    this.#received += 1;
    for (const consumer of this.#router.dataConsumers) {
      if (consumer.dataProducerId === this.id) consumer.take(addressed);
    }
  }
}

export class FakeDataConsumer extends EnhancedEventEmitter<DataConsumerEvents> implements EngineDataConsumer {
  readonly id = crypto.randomUUID();
  readonly observer = new EnhancedEventEmitter<DataConsumerObserverEvents>();
  readonly dataProducerId: string;
  readonly type: Kind;
  readonly sctpStreamParameters: SctpStreamParameters | undefined;
  readonly subchannels: number[];
  /** What an SCTP consumer would have sent, in order. */
  readonly sent: FakeMessage[] = [];
  /** The buffer of its receiver is full. */
  full = false;
  paused: boolean;
  closed = false;
  readonly #worker: FakeWorker;
  readonly #onClose: () => void;

  constructor(
    worker: FakeWorker,
    { dataProducerId, paused = false, subchannels = [] }: DataConsumerOptions,
    sctpStreamParameters: SctpStreamParameters | undefined,
    onClose: () => void,
  ) {
    super();
    this.dataProducerId = dataProducerId;
    this.type = sctpStreamParameters ? 'sctp' : 'direct';
    this.sctpStreamParameters = sctpStreamParameters;
    this.subchannels = subchannels;
    this.paused = paused;
    this.#worker = worker;
    this.#onClose = onClose;
  }

  /** In the worker: as `VerifySubchannels` there. */
  take({ message, ppid, subchannels, required, ignored }: Addressed): void {
    const subscribed = (number: number) => this.subchannels.includes(number);
    if (this.paused) return;
    if (required !== undefined && !subscribed(required)) return;
    if (ignored !== undefined && subscribed(ignored)) return;
    if (subchannels.length > 0 && !subchannels.some(subscribed)) return;
    if (this.type === 'direct')
      this.#worker.notify(() => !this.closed && this.emit('message', message, ppid));
    else if (this.full) this.#worker.notify(() => this.emit('sctpsendbufferfull'));
    else this.sent.push({ text: message.toString(), ppid });
  }

  close(): void {
    if (this.closed) return;
    this.#worker
      .request('transport.closeDataConsumer', this.id, undefined, () => this.#worker.remove(this.id))
      .catch(() => {});
    this.producerClosed();
  }

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
    await this.#request('dataConsumer.pause', () => {
      this.paused = true;
    });
  }

  async resume(): Promise<void> {
    await this.#request('dataConsumer.resume', () => {
      this.paused = false;
    });
  }

  #request(method: string, serve: () => void): Promise<void> {
    return this.#worker.request(method, this.id, undefined, () => {
      this.#worker.need(this.id);
      serve();
    });
  }
}

/** The data producers and consumers of one transport, of either type. */
export class FakeDataEnds {
  readonly producers = new Set<FakeDataProducer>();
  readonly consumers = new Set<FakeDataConsumer>();
  readonly #router: FakeRouter;
  readonly #transportId: string;
  readonly #kind: Kind | undefined;
  #nextStreamId = 0;

  /** `kind` is undefined for a WebRTC transport without SCTP. */
  constructor(router: FakeRouter, transportId: string, kind: Kind | undefined) {
    this.#router = router;
    this.#transportId = transportId;
    this.#kind = kind;
  }

  async produce(options: DataProducerOptions): Promise<FakeDataProducer> {
    const { worker, dataProducers } = this.#router;
    const kind = this.#kind ?? 'sctp';
    if (kind === 'sctp' && typeof options.sctpStreamParameters?.streamId !== 'number') {
      throw new TypeError('missing params.streamId');
    }
    const producer = new FakeDataProducer(this.#router, kind, options, () => {
      this.producers.delete(producer);
      dataProducers.delete(producer.id);
    });
    const streamId = producer.sctpStreamParameters?.streamId;
    await this.#request('transport.produceData', options, () => {
      const taken = [...this.producers].some(other => other.sctpStreamParameters?.streamId === streamId);
      if (kind === 'sctp' && taken) throw new Error('streamId already exists in SCTP listener');
      worker.add(producer.id, this.#transportId);
      this.producers.add(producer);
      dataProducers.set(producer.id, producer);
    });
    return producer;
  }

  async consume(options: DataConsumerOptions): Promise<FakeDataConsumer> {
    const { worker, dataConsumers, dataProducers } = this.#router;
    const source = dataProducers.get(options.dataProducerId);
    if (!source) throw new NotFoundError(`DataProducer with id "${options.dataProducerId}" not found`);
    const { ordered = true, maxPacketLifeTime } = options;
    const streamId = this.#nextStreamId++;
    const reliability = maxPacketLifeTime === undefined ? { ordered } : { ordered: false, maxPacketLifeTime };
    const parameters = this.#kind === 'direct' ? undefined : { streamId, ...reliability };
    const consumer = new FakeDataConsumer(worker, options, parameters, () => {
      this.consumers.delete(consumer);
      dataConsumers.delete(consumer);
    });
    await this.#request('transport.consumeData', options, () =>
      worker.add(consumer.id, this.#transportId, source.id, () => consumer.producerClosed()),
    );
    worker.made.push(consumer);
    this.consumers.add(consumer);
    dataConsumers.add(consumer);
    return consumer;
  }

  transportClosed(): void {
    for (const producer of this.producers) {
      producer.transportClosed();
      this.#router.dataProducers.delete(producer.id);
    }
    for (const consumer of this.consumers) {
      consumer.transportClosed();
      this.#router.dataConsumers.delete(consumer);
    }
    this.producers.clear();
    this.consumers.clear();
  }

  #request(method: string, params: unknown, serve: () => void): Promise<void> {
    const { worker } = this.#router;
    return worker.request(method, this.#transportId, params, () => {
      worker.need(this.#transportId);
      if (!this.#kind) throw new Error('SCTP not enabled and not a direct Transport');
      serve();
    });
  }
}

export class FakeDirectTransport implements EngineDirectTransport {
  readonly id: string;
  readonly observer = new EnhancedEventEmitter<DirectTransportObserverEvents>();
  readonly data: FakeDataEnds;
  closed = false;
  readonly #router: FakeRouter;

  constructor(id: string, router: FakeRouter) {
    this.id = id;
    this.#router = router;
    this.data = new FakeDataEnds(router, id, 'direct');
    router.worker.made.push(this);
  }

  close(): void {
    if (this.closed) return;
    const { worker } = this.#router;
    worker.request('router.closeTransport', this.id, undefined, () => worker.remove(this.id)).catch(() => {});
    this.#router.directTransports.delete(this);
    this.routerClosed();
  }

  routerClosed(): void {
    if (this.closed) return;
    this.closed = true;
    this.data.transportClosed();
    this.observer.safeEmit('close');
  }

  produceData(options: DataProducerOptions): Promise<FakeDataProducer> {
    return this.data.produce(options);
  }

  consumeData(options: DataConsumerOptions): Promise<FakeDataConsumer> {
    return this.data.consume(options);
  }
}
