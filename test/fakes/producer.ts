/** A producer of the fake engine. Nothing arrives on it; at which rate something seems to, a test says. */
import { EnhancedEventEmitter } from 'mediasoup/extras';
import type {
  AppData,
  MediaKind,
  Producer,
  ProducerDump,
  ProducerEvents,
  ProducerObserverEvents,
  ProducerScore,
  ProducerStat,
  ProducerType,
  RtpParameters,
} from 'mediasoup/types';
import { aStream } from './stream-stat.ts';
import type { FakeWorker } from './worker.ts';

export interface ProducerData {
  readonly id: string;
  readonly kind: MediaKind;
  readonly rtpParameters: RtpParameters;
  readonly consumableRtpParameters: RtpParameters;
  readonly paused: boolean;
}

/** All of mediasoup's interface, since the audio observers report whole producers. */
export class FakeProducer extends EnhancedEventEmitter<ProducerEvents> implements Producer {
  readonly id: string;
  readonly kind: MediaKind;
  readonly type: ProducerType;
  readonly rtpParameters: RtpParameters;
  readonly consumableRtpParameters: RtpParameters;
  readonly score: ProducerScore[] = [];
  readonly observer = new EnhancedEventEmitter<ProducerObserverEvents>();
  appData: AppData = {};
  paused: boolean;
  closed = false;
  /** Bit/s of what arrives. */
  bitrate = 0;
  readonly #worker: FakeWorker;
  readonly #onClose: () => void;

  constructor(worker: FakeWorker, data: ProducerData, onClose: () => void) {
    super();
    this.id = data.id;
    this.kind = data.kind;
    this.type = typeOf(data.rtpParameters);
    this.rtpParameters = data.rtpParameters;
    this.consumableRtpParameters = data.consumableRtpParameters;
    this.paused = data.paused;
    this.#worker = worker;
    this.#onClose = onClose;
    worker.made.push(this);
  }

  close(): void {
    if (this.closed) return;
    this.#worker
      .request('transport.closeProducer', this.id, undefined, () => this.#worker.remove(this.id))
      .catch(() => {});
    this.#onClose();
    this.transportClosed();
  }

  transportClosed(): void {
    if (this.closed) return;
    this.closed = true;
    this.observer.safeEmit('close');
  }

  async pause(): Promise<void> {
    await this.#request('producer.pause');
    const wasPaused = this.paused;
    this.paused = true;
    if (!wasPaused) this.observer.safeEmit('pause');
  }

  async resume(): Promise<void> {
    await this.#request('producer.resume');
    const wasPaused = this.paused;
    this.paused = false;
    if (wasPaused) this.observer.safeEmit('resume');
  }

  dump(): Promise<ProducerDump> {
    return Promise.reject(new Error('the fake engine has no dumps'));
  }

  /** Empty until something has arrived. */
  getStats(): Promise<ProducerStat[]> {
    return this.#worker.request('producer.getStats', this.id, undefined, () => {
      this.#worker.need(this.id);
      if (this.bitrate === 0) return [];
      const { bitrate } = this;
      return [{ ...aStream, type: 'inbound-rtp', packetCount: 1, bitrate, bitrateByLayer: {} }];
    });
  }

  enableTraceEvent(): Promise<void> {
    return Promise.reject(new Error('the fake engine has no traces'));
  }

  send(): void {
    throw new Error('the fake engine has no direct transports');
  }

  #request(method: string): Promise<void> {
    return this.#worker.request(method, this.id, undefined, () => this.#worker.need(this.id));
  }
}

/** As the worker decides it: several encodings are simulcast; layers in one are SVC where the codec knows that. */
function typeOf({ encodings = [], codecs }: RtpParameters): ProducerType {
  if (encodings.length > 1) return 'simulcast';
  const layers = /^[LS](\d)T(\d)/.exec(encodings[0]?.scalabilityMode ?? '');
  if (!layers || (layers[1] === '1' && layers[2] === '1')) return 'simple';
  return /VP9|AV1/i.test(codecs[0]?.mimeType ?? '') ? 'svc' : 'simulcast';
}
