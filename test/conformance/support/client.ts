/**
 * A client of the protocol, written from PROTOCOL.md: one WebSocket, JSON-RPC, and a record of everything the server sent.
 * Knows frames and their order; what methods and notifications mean is for the tests.
 */
import { once } from 'node:events';
import { inject } from 'vitest';
import { type RawData, WebSocket } from 'ws';
import type { Notifications, Results } from './shapes.ts';

export const subprotocol = 'plenum.v1';
const deadlineMs = 5_000;

export interface Frame {
  jsonrpc: string;
  id?: string | number | null;
  method?: string;
  params?: unknown;
  result?: unknown;
  error?: { code: number; message: string; data: { reason: string; field?: string } };
}

/** The `error` of an answer, as something to catch. */
export class Refusal extends Error {
  readonly code: number;
  readonly reason: string;
  readonly field: string | undefined;

  constructor(error: NonNullable<Frame['error']>) {
    super(error.message);
    this.code = error.code;
    this.reason = error.data.reason;
    this.field = error.data.field;
  }
}

type Result<M> = M extends keyof Results ? Results[M] : unknown;

export class Client {
  /** Every frame of the server, in the order in which they came. */
  readonly frames: Frame[] = [];
  /** Resolves when the socket has closed, however that came about. */
  readonly closed: Promise<{ code: number; reason: string }>;
  readonly socket: WebSocket;
  #nextId = 1;
  #watchers = new Set<() => void>();

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on('message', data => this.#receive(data));
    socket.on('error', () => {}); // a close follows, which says more
    this.closed = once(socket, 'close').then(([code, reason]) => {
      this.#look();
      return { code, reason: String(reason) };
    });
  }

  static async connect(): Promise<Client> {
    const socket = new WebSocket(socketUrl(), subprotocol);
    const client = new Client(socket);
    await once(socket, 'open');
    return client;
  }

  /** Sends a request and waits for its answer; an error answer is thrown as a `Refusal`. */
  async request<M extends string>(method: M, params: unknown = {}): Promise<Result<M>> {
    const { result, error } = await this.answer(this.send(method, params));
    if (error) throw new Refusal(error);
    return result as Result<M>;
  }

  /** What a request that must be refused was refused with. */
  async refusal(method: string, params: unknown = {}): Promise<Refusal> {
    const { error } = await this.answer(this.send(method, params));
    if (!error) throw new Error(`${method} was not refused`);
    return new Refusal(error);
  }

  /** Sends a request without waiting: returns its id. */
  send(method: string, params: unknown = {}): number {
    const id = this.#nextId++;
    this.sendText(JSON.stringify({ jsonrpc: '2.0', id, method, params }));
    return id;
  }

  sendText(text: string): void {
    this.socket.send(text);
  }

  answer(id: string | number | null): Promise<Frame> {
    return this.frame(`the answer to request ${id}`, frame => frame.id === id && frame.method === undefined);
  }

  /** The parameters of the first notification of that name, past or to come, that fits. */
  async notified<N extends keyof Notifications>(
    name: N,
    fits: (params: Notifications[N]) => boolean = () => true,
  ): Promise<Notifications[N]> {
    const ofName = (frame: Frame) => frame.method === name && fits(frame.params as Notifications[N]);
    const frame = await this.frame(name, ofName);
    return frame.params as Notifications[N];
  }

  /** All notifications of that name so far. */
  notifications<N extends keyof Notifications>(name: N): Notifications[N][] {
    return this.frames.filter(frame => frame.method === name).map(frame => frame.params as Notifications[N]);
  }

  /** The first frame, past or to come, that fits. Rejects after a deadline, or when the socket closes before. */
  frame(what: string, fits: (frame: Frame) => boolean): Promise<Frame> {
    return new Promise((resolve, reject) => {
      const settle = (finish: () => void) => {
        clearTimeout(deadline);
        this.#watchers.delete(look);
        finish();
      };
      const look = () => {
        const found = this.frames.find(fits);
        if (found) settle(() => resolve(found));
        else if (this.socket.readyState === WebSocket.CLOSED)
          settle(() => reject(new Error(`closed before ${what}`)));
      };
      const deadline = setTimeout(() => settle(() => reject(new Error(`${what} did not come`))), deadlineMs);
      this.#watchers.add(look);
      look();
    });
  }

  /**
   * Waits until everything that the server had to say so far is here: it answers in order, so what it sent before the answer to one
   * more request has come when that answer has.
   */
  async settled(): Promise<void> {
    await this.refusal('thereIsNoSuchMethod');
  }

  #receive(data: RawData): void {
    this.frames.push(JSON.parse(String(data)));
    this.#look();
  }

  #look(): void {
    for (const look of [...this.#watchers]) look();
  }
}

export function socketUrl(): string {
  return `${inject('plenumUrl').replace(/^http/, 'ws')}/ws`;
}
