/**
 * One generation of this peer's media: the two transports and, on them, producers and consumers. Born from what the server made,
 * closed as a whole. Knows mediasoup-client and a signalling port, no socket and no room.
 */
import type { Consumer, Device, Producer, Transport } from 'mediasoup-client/types';
import type { Media, MethodName, Params, Result } from '#protocol/methods.ts';
import type { Consumer as ConsumerInfo } from '#protocol/signals.ts';
import { recoverIce } from './ice-recovery.ts';
import { type Publication, producerOptions } from './publication.ts';
import { RequestError } from './request-error.ts';

export type MediaMethod = Extract<
  MethodName,
  | 'connectTransport'
  | 'restartIce'
  | 'publish'
  | 'unpublish'
  | 'pauseProducer'
  | 'resumeProducer'
  | 'startConsumers'
>;

/** How media reach the server. Requests leave in the order of the calls and are sent before the call returns. */
export interface Signalling {
  request<M extends MediaMethod>(method: M, params: Params<M>): Promise<Result<M>>;
}

export interface GenerationEvents {
  receiving(info: ConsumerInfo, track: MediaStreamTrack): void;
  stoppedReceiving(info: ConsumerInfo): void;
  /** The connection state of a transport changed; see `pathState`. */
  pathChanged(): void;
  /** The server or the browser refused to carry it: it is no longer published. */
  publishFailed(publication: Publication, error: Error): void;
  failed(error: Error): void;
}

/** `idle`: nothing to carry yet. `interrupted`: no path at the moment, a new one is being looked for. */
export type PathState = 'idle' | 'connecting' | 'connected' | 'interrupted';

interface Receiving {
  info: ConsumerInfo;
  consumer?: Consumer;
}

/** Ids in one `startConsumers`; the protocol allows 512. */
const startAtOnce = 500;

export class Generation {
  readonly #device: Device;
  readonly #signalling: Signalling;
  readonly #events: GenerationEvents;
  readonly #send: Transport;
  readonly #recv: Transport;
  readonly #sending = new Map<
    string,
    { publication: Publication; producer?: Producer; announced: boolean }
  >();
  readonly #receiving = new Map<string, Receiving>();

  constructor(
    device: Device,
    media: Media,
    iceServers: RTCIceServer[],
    signalling: Signalling,
    events: GenerationEvents,
  ) {
    this.#device = device;
    this.#signalling = signalling;
    this.#events = events;
    const { sendTransport, recvTransport } = media;
    this.#send = device.createSendTransport({ id: sendTransport.transportId, iceServers, ...sendTransport });
    this.#recv = device.createRecvTransport({ id: recvTransport.transportId, iceServers, ...recvTransport });
    for (const transport of [this.#send, this.#recv]) this.#connect(transport);
    this.#announceProducers();
    void this.receive(media.consumers);
  }

  get closed(): boolean {
    return this.#send.closed;
  }

  get pathState(): PathState {
    const states = [this.#send.connectionState, this.#recv.connectionState];
    if (states.some(state => state === 'failed' || state === 'disconnected')) return 'interrupted';
    if (states.includes('connecting')) return 'connecting';
    return states.includes('connected') ? 'connected' : 'idle';
  }

  /** Sends the publication's track, if it has one. Returns when the sending side is built, which needs no answer of the server. */
  async produce(publication: Publication): Promise<void> {
    const { track, producerId } = publication;
    if (!track || this.#sending.has(producerId)) return;
    const sending: { publication: Publication; producer?: Producer; announced: boolean } = {
      publication,
      announced: false,
    };
    this.#sending.set(producerId, sending);
    try {
      const codecs = this.#device.sendRtpCapabilities.codecs ?? [];
      const producer = await this.#send.produce({ track, ...producerOptions(publication, codecs) });
      // Closed, withdrawn, muted or given another track meanwhile: what the application wants now counts.
      if (this.closed || publication.withdrawn) return producer.close();
      sending.producer = producer;
      if (publication.track !== track) await producer.replaceTrack({ track: publication.track });
      applyPause(producer, publication.paused);
    } catch (error) {
      this.#sending.delete(producerId);
      if (!this.closed && !publication.withdrawn) this.#events.publishFailed(publication, asError(error));
    }
  }

  /** Stops sending and tells the server, if it knows of it. */
  withdraw(publication: Publication): void {
    const sending = this.#sending.get(publication.producerId);
    this.#sending.delete(publication.producerId);
    sending?.producer?.close();
    if (sending?.announced) this.#tell('unpublish', { producerId: publication.producerId });
  }

  async replaceTrack(publication: Publication): Promise<void> {
    const sending = this.#sending.get(publication.producerId);
    if (!sending) return this.produce(publication);
    await sending.producer?.replaceTrack({ track: publication.track });
  }

  /** Makes the server and the sending side follow `publication.paused`. */
  pauseOrResume(publication: Publication): void {
    const { producerId, paused } = publication;
    const sending = this.#sending.get(producerId);
    if (sending?.producer) applyPause(sending.producer, paused);
    if (sending?.announced) this.#tell(paused ? 'pauseProducer' : 'resumeProducer', { producerId });
  }

  /** Builds the receiving side of these consumers, then starts all of them with one request. */
  async receive(infos: ConsumerInfo[]): Promise<void> {
    const built = await Promise.all(infos.map(info => this.#consume(info)));
    const ids = infos.filter((_, index) => built[index]).map(info => info.consumerId);
    for (let from = 0; from < ids.length; from += startAtOnce) {
      await this.#start(ids.slice(from, from + startAtOnce));
    }
  }

  /** The server has closed these consumers. */
  drop(consumerIds: string[]): void {
    for (const consumerId of consumerIds) {
      const receiving = this.#receiving.get(consumerId);
      this.#receiving.delete(consumerId);
      if (!receiving?.consumer) continue; // still being built: #consume finds out
      receiving.consumer.close();
      this.#events.stoppedReceiving(receiving.info);
    }
  }

  info(consumerId: string): ConsumerInfo | undefined {
    return this.#receiving.get(consumerId)?.info;
  }

  /** Statistics of both transports (RTCPeerConnection.getStats). */
  stats(): Promise<RTCStatsReport[]> {
    return Promise.all([this.#send.getStats(), this.#recv.getStats()]);
  }

  close(): void {
    if (this.closed) return;
    this.#send.close();
    this.#recv.close();
    this.drop([...this.#receiving.keys()]);
    this.#sending.clear();
  }

  #connect(transport: Transport): void {
    const transportId = transport.id;
    transport.on('connect', ({ dtlsParameters }, callback) => {
      const connecting = this.#signalling.request('connectTransport', { transportId, dtlsParameters });
      connecting.catch(error => {
        if (this.closed) return;
        transport.close();
        this.#events.failed(asError(error));
      });
      // Nothing depends on the answer, so nothing waits for it: `publish` and `startConsumers` follow at once.
      callback();
    });
    transport.on('connectionstatechange', () => this.#events.pathChanged());
    recoverIce(
      transport,
      async () => (await this.#signalling.request('restartIce', { transportId })).iceParameters,
    );
  }

  #announceProducers(): void {
    this.#send.on('produce', ({ rtpParameters, appData }, callback, errback) => {
      const producerId = String(appData.producerId);
      const sending = this.#sending.get(producerId);
      if (!sending) return errback(new Error('withdrawn before it was sent'));
      const { publication } = sending;
      const { source, paused, size } = publication;
      const params = { producerId, source, paused, ...size, rtpParameters } as Params<'publish'>;
      sending.announced = true;
      this.#signalling.request('publish', params).catch(error => this.#refused(publication, asError(error)));
      callback({ id: producerId });
    });
  }

  #refused(publication: Publication, error: Error): void {
    const sending = this.#sending.get(publication.producerId);
    if (this.closed || !sending) return;
    this.#sending.delete(publication.producerId);
    sending.producer?.close();
    publication.withdrawn = true;
    this.#events.publishFailed(publication, error);
  }

  /** False when it could not be built, or when the server closed it meanwhile. */
  async #consume(info: ConsumerInfo): Promise<boolean> {
    const { consumerId, producerId, kind } = info;
    const receiving: Receiving = { info };
    this.#receiving.set(consumerId, receiving);
    try {
      const rtpParameters = info.rtpParameters as Parameters<Transport['consume']>[0]['rtpParameters'];
      const streamId = streamOf(info);
      const consumer = await this.#recv.consume({
        id: consumerId,
        producerId,
        kind,
        rtpParameters,
        streamId,
      });
      if (this.#receiving.get(consumerId) !== receiving) {
        consumer.close();
        return false;
      }
      receiving.consumer = consumer;
      this.#events.receiving(info, consumer.track);
      return true;
    } catch (error) {
      if (this.#receiving.get(consumerId) === receiving) this.#receiving.delete(consumerId);
      if (!this.closed) this.#events.failed(asError(error));
      return false;
    }
  }

  async #start(consumerIds: string[]): Promise<void> {
    const left = consumerIds.filter(id => this.#receiving.has(id));
    if (left.length === 0 || this.closed) return;
    try {
      await this.#signalling.request('startConsumers', { consumerIds: left });
    } catch (error) {
      // Some were closed on their way here. The server has said which before it refused, so the rest can be started.
      const gone = left.some(id => !this.#receiving.has(id));
      if (error instanceof RequestError && error.reason === 'not-found' && gone) return this.#start(left);
      if (!this.closed) this.#events.failed(asError(error));
    }
  }

  #tell<M extends 'unpublish' | 'pauseProducer' | 'resumeProducer'>(method: M, params: Params<M>): void {
    this.#signalling.request(method, params).catch(error => {
      if (!this.closed) this.#events.failed(asError(error));
    });
  }
}

function applyPause(producer: Producer, paused: boolean): void {
  if (producer.closed) return;
  if (paused) producer.pause();
  else producer.resume();
}

/** Browsers keep the tracks of one stream in step: a peer's voice with its face, its screen with the screen's sound. */
function streamOf({ peerId, source }: ConsumerInfo): string {
  return source === 'screen' || source === 'screen-audio' ? `${peerId}-screen` : peerId;
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
