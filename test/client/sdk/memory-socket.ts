/**
 * A socket without a network, and the far end of it: tests read what the client sent and answer as a server would.
 * Frames arrive one per turn of the event loop, like those of a real socket.
 */
import type { MethodName, Params, Result } from '#protocol/methods.ts';
import type { SignalName, SignalParams } from '#protocol/signals.ts';
import type { OpenSocket, SocketHandlers } from '../../../client/sdk/socket.ts';

export interface SentRequest {
  id: number;
  method: MethodName;
  params: unknown;
}

type Answers = { [M in MethodName]?: (params: Params<M>) => Result<M> };

export class FarEnd {
  readonly sent: SentRequest[] = [];
  /** Answers given at once to every request of that name; requests of other names wait for `answer`. */
  answers: Answers = {};
  /** What the client closed the socket with. */
  closedByClient: { code: number; word: string } | undefined;
  subprotocol = '';
  /** How many were opened. */
  sockets = 0;
  #handlers: SocketHandlers | undefined;
  #arrival = Promise.resolve();

  readonly open: OpenSocket = (_url, subprotocol, handlers) => {
    this.#handlers = handlers;
    this.sockets += 1;
    this.subprotocol = subprotocol;
    return {
      send: text => this.#take(JSON.parse(text) as SentRequest),
      close: (code, word) => {
        this.closedByClient = { code, word };
        if (this.#handlers === handlers) this.#handlers = undefined;
      },
    };
  };

  opened(): void {
    this.#handlers?.opened();
  }

  signal<S extends SignalName>(method: S, params: SignalParams<S>): Promise<void> {
    return this.raw(JSON.stringify({ jsonrpc: '2.0', method, params }));
  }

  /** Delivered before this returns: what a client must cope with when it is busy. */
  signalNow<S extends SignalName>(method: S, params: SignalParams<S>): void {
    this.#handlers?.received(JSON.stringify({ jsonrpc: '2.0', method, params }));
  }

  answer(request: SentRequest, body: { result: unknown } | { error: unknown }): Promise<void> {
    return this.raw(JSON.stringify({ jsonrpc: '2.0', id: request.id, ...body }));
  }

  /** Does not arrive when the socket of this moment is gone by then. */
  raw(frame: unknown): Promise<void> {
    const handlers = this.#handlers;
    const arrive = () => {
      if (handlers === this.#handlers) handlers?.received(frame);
    };
    this.#arrival = this.#arrival.then(nextTurn).then(arrive);
    return this.#arrival;
  }

  close(code: number, word = ''): void {
    const handlers = this.#handlers;
    this.#handlers = undefined;
    handlers?.closed(code, word);
  }

  methods(): MethodName[] {
    return this.sent.map(request => request.method);
  }

  last(method: MethodName): SentRequest {
    const found = this.sent.findLast(request => request.method === method);
    if (!found) throw new Error(`no ${method} was sent`);
    return found;
  }

  #take(request: SentRequest): void {
    this.sent.push(request);
    const answer = this.answers[request.method] as ((params: unknown) => unknown) | undefined;
    if (answer) void this.answer(request, { result: answer(request.params) });
  }
}

export function nextTurn(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve));
}
