/**
 * The signalling of one client of the bench: what Plenum's protocol and the bare script have in common, on one socket. Knows requests and
 * consumers, no media.
 */
import { once } from 'node:events';
import { WebSocket } from 'ws';
import { subprotocol } from '../../../server/protocol/jsonrpc.ts';
import type { Consumer, Media } from '../../../server/protocol/media.ts';
import type { Params } from '../../../server/protocol/methods.ts';
import type { RtpCapabilities, TransportInfo } from '../../../server/protocol/rtp.ts';

/** What the bare script tells too. */
export type OfferedConsumer = Pick<Consumer, 'consumerId' | 'kind' | 'rtpParameters'>;

interface Joined {
  readonly media: Pick<Media, 'sendTransport' | 'recvTransport'> & { readonly consumers: OfferedConsumer[] };
}

interface Frame {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Record<string, unknown>;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

/** Frames of the WebSocket, and their bytes. */
export interface Signalling {
  sent: number;
  sentBytes: number;
  received: number;
  receivedBytes: number;
}

export class Caller {
  readonly signalling: Signalling = { sent: 0, sentBytes: 0, received: 0, receivedBytes: 0 };
  readonly #socket: WebSocket;
  readonly #answers = new Map<number, (frame: Frame) => void>();
  #consumers: OfferedConsumer[] = [];
  #onConsumers: ((consumers: OfferedConsumer[]) => void) | undefined;
  readonly #hello: Promise<RtpCapabilities>;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    let greeted = (_: RtpCapabilities) => {};
    this.#hello = new Promise(resolve => {
      greeted = resolve;
    });
    socket.on('message', data => {
      const text = String(data);
      this.signalling.received += 1;
      this.signalling.receivedBytes += Buffer.byteLength(text);
      const frame: Frame = JSON.parse(text);
      if (frame.id !== undefined) this.#answers.get(frame.id)?.(frame);
      else if (frame.method === 'hello') greeted(frame.params?.routerRtpCapabilities as RtpCapabilities);
      else if (frame.method === 'consumersAdded')
        this.#offer((frame.params?.consumers ?? []) as OfferedConsumer[]);
    });
  }

  static async open(url: string): Promise<Caller> {
    const socket = new WebSocket(url, subprotocol, { perMessageDeflate: false });
    const caller = new Caller(socket); // before it is open: what the server says first must not be missed
    await once(socket, 'open');
    return caller;
  }

  /** `adapt` takes from what the server can carry what this client will receive. */
  async join(
    { room, subscribes }: { room: string; subscribes: boolean },
    adapt: (capabilities: RtpCapabilities) => RtpCapabilities,
  ): Promise<{ send: TransportInfo; receive: TransportInfo }> {
    const rtpCapabilities = adapt(await this.#hello);
    const wants = { audio: 'all', video: [], otherVideo: { width: 1280, height: 720 } } as const;
    const interest = subscribes ? wants : ({ audio: [], video: [], otherVideo: null } as const);
    const { media } = await this.#request<Joined>('join', { room, name: 'bench', rtpCapabilities, interest });
    this.#offer(media.consumers);
    return { send: media.sendTransport, receive: media.recvTransport };
  }

  connectTransport(params: Params<'connectTransport'>): Promise<unknown> {
    return this.#request('connectTransport', params);
  }

  publish(params: Params<'publish'>): Promise<unknown> {
    return this.#request('publish', params);
  }

  startConsumers(consumers: readonly OfferedConsumer[]): Promise<unknown> {
    return this.#request('startConsumers', { consumerIds: consumers.map(({ consumerId }) => consumerId) });
  }

  /** Those that are there already, and those to come. One listener. */
  onConsumers(listener: (consumers: OfferedConsumer[]) => void): void {
    this.#onConsumers = listener;
    const waiting = this.#consumers;
    this.#consumers = [];
    if (waiting.length > 0) listener(waiting);
  }

  /** Resolves when the server has let it go: what it published is offered to nobody who comes after that. */
  async leave(): Promise<void> {
    const closed = once(this.#socket, 'close');
    await this.#request('leave', {});
    this.#socket.close();
    await closed;
  }

  close(): void {
    this.#socket.close();
  }

  #offer(consumers: OfferedConsumer[]): void {
    if (this.#onConsumers) this.#onConsumers(consumers);
    else this.#consumers.push(...consumers);
  }

  /** Rejects with what the server says, or when the socket closes first. */
  #request<Result>(method: string, params: object): Promise<Result> {
    const id = this.#answers.size + 1;
    return new Promise((resolve, reject) => {
      const closed = (_code: number, reason: Buffer) => reject(new Error(`closed at ${method}: ${reason}`));
      this.#socket.once('close', closed);
      this.#answers.set(id, ({ result, error }) => {
        this.#socket.off('close', closed);
        if (error) reject(new Error(`${method}: ${error.message}`));
        else resolve(result as Result);
      });
      const text = JSON.stringify({ jsonrpc: '2.0', id, method, params });
      this.signalling.sent += 1;
      this.signalling.sentBytes += Buffer.byteLength(text);
      this.#socket.send(text);
    });
  }
}
