/**
 * A client of the protocol in this process: typed by the method table. Requests, answers, notifications and waiting for them;
 * what they say of the room is kept by its mirror. Knows no media.
 */
import type { FastifyInstance } from 'fastify';
import type { WebSocket } from 'ws';
import { type ErrorBody, subprotocol } from '../../server/protocol/jsonrpc.ts';
import type { MethodName, Params, Result } from '../../server/protocol/methods.ts';
import type { RoomState } from '../../server/protocol/room-state.ts';
import type { SignalName, SignalParams } from '../../server/protocol/signals.ts';
import { RoomMirror } from './room-mirror.ts';

/** Empty when the socket closed before the answer came. */
export interface Answer {
  result?: unknown;
  error?: ErrorBody;
}
interface Frame extends Answer {
  id?: string | number | null;
  method?: string;
  params?: unknown;
}
export interface Ended {
  code: number;
  reason: string;
}

/** The `error` of an answer, as something to catch. */
class Refusal extends Error {
  readonly reason: string;
  readonly field: string | undefined;
  readonly retryAfter: number | undefined;

  constructor({ message, data }: ErrorBody) {
    super(`${data.reason}: ${message}`);
    this.reason = data.reason;
    this.field = data.field;
    this.retryAfter = data.retryAfter;
  }
}

const deadline = 10_000; // ms

export class WsClient {
  readonly socket: WebSocket;
  readonly room = new RoomMirror();
  /** Every notification so far, in order. */
  readonly notifications: { method: string; params: unknown }[] = [];
  /** Answers whose id was null, in order. */
  readonly nameless: Answer[] = [];
  hello: SignalParams<'hello'> | undefined;
  ended: Ended | undefined;
  #nextId = 1;
  readonly #answers = new Map<string | number, (answer: Answer) => void>();
  readonly #waiting = new Set<() => void>();

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on('message', data => this.#receive(JSON.parse(String(data))));
    socket.on('error', () => {}); // a close follows, which says more
    socket.on('close', (code, reason) => this.#end({ code, reason: String(reason) }));
  }

  /** Resolves when `hello` is there. */
  static async connect(fastify: FastifyInstance): Promise<WsClient> {
    const clients: WsClient[] = [];
    const headers = { 'sec-websocket-protocol': subprotocol };
    const onInit = (socket: WebSocket) => clients.push(new WsClient(socket));
    await fastify.injectWS('/ws', { headers }, { onInit });
    const [client] = clients;
    if (!client) throw new Error('no socket');
    await client.until('hello', () => client.hello !== undefined);
    return client;
  }

  /** The same over a socket that the test opened. */
  static async over(socket: WebSocket): Promise<WsClient> {
    const client = new WsClient(socket);
    await client.until('hello', () => client.hello !== undefined);
    return client;
  }

  get peerId(): string {
    return this.joined.peerId;
  }

  get joined(): Result<'join'> {
    if (!this.room.joined) throw new Error('not joined');
    return this.room.joined;
  }

  get state(): RoomState {
    if (!this.room.state) throw new Error('not joined');
    return this.room.state;
  }

  /** Resolves with the result; an error answer is thrown as Refusal. */
  async request<M extends MethodName>(method: M, params: Params<M>): Promise<Result<M>> {
    const { result, error } = await this.send(method, params);
    if (error) throw new Refusal(error);
    return result as Result<M>;
  }

  /** Sends anything as a request, and never rejects. */
  send(method: string, params: unknown): Promise<Answer> {
    const id = this.#nextId++;
    return this.sendText(id, JSON.stringify({ jsonrpc: '2.0', id, method, params }));
  }

  /** Sends any text that carries the id `id`. */
  sendText(id: string | number, text: string): Promise<Answer> {
    if (this.ended) return Promise.resolve({});
    const answer = new Promise<Answer>(resolve => this.#answers.set(id, resolve));
    this.socket.send(text);
    return answer;
  }

  /** Waits for the frame after which the condition holds. */
  until(what: string, holds: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const settle = (finish: () => void) => {
        clearTimeout(timer);
        this.#waiting.delete(look);
        finish();
      };
      const look = () => {
        if (holds()) settle(resolve);
        else if (this.ended)
          settle(() => reject(new Error(`closed (${this.ended?.reason}) before: ${what}`)));
      };
      const timer = setTimeout(() => settle(() => reject(new Error(`waited in vain: ${what}`))), deadline);
      this.#waiting.add(look);
      look();
    });
  }

  /** Resolves with how the socket ended. */
  async end(): Promise<Ended> {
    await this.until('the end', () => this.ended !== undefined);
    return this.ended ?? { code: 0, reason: '' };
  }

  /** The parameters of every signal of that name so far. */
  signals<S extends SignalName>(name: S): SignalParams<S>[] {
    return this.notifications
      .filter(({ method }) => method === name)
      .map(({ params }) => params as SignalParams<S>);
  }

  /** Goes, and says so where anybody would wait for it. */
  hangUp(): void {
    if (this.room.joined) void this.send('leave', {});
    else this.vanish();
  }

  /** Cuts the connection, without a word. */
  vanish(): void {
    this.socket.terminate();
  }

  #receive(frame: Frame): void {
    if (frame.method === undefined) this.#answered(frame);
    else this.#notified(frame.method, frame.params);
    this.#look();
  }

  #answered({ id, ...answer }: Frame): void {
    if (id === null || id === undefined) {
      this.nameless.push(answer);
      return;
    }
    const resolve = this.#answers.get(id);
    if (!resolve) this.room.violations.push(`an answer to ${id}, which waits for none`);
    this.#answers.delete(id);
    if (isJoined(answer.result)) this.room.join(answer.result);
    resolve?.(answer);
  }

  #notified(method: string, params: unknown): void {
    this.notifications.push({ method, params });
    if (method === 'hello') this.hello = params as SignalParams<'hello'>;
    this.room.notified(method, params);
  }

  #end(ended: Ended): void {
    this.ended = ended;
    for (const resolve of this.#answers.values()) resolve({});
    this.#answers.clear();
    this.#look();
  }

  #look(): void {
    for (const look of [...this.#waiting]) look();
  }
}

function isJoined(result: unknown): result is Result<'join'> {
  if (typeof result !== 'object' || result === null || !('media' in result)) return false;
  return JSON.stringify(result.media).includes('sendTransport');
}
