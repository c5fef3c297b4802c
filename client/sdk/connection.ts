/**
 * One session's socket, without media: opens it, waits for `hello`, carries typed requests and notifications, and ends once, with a word.
 * Requests are pipelined: `request` sends at once, whether or not earlier ones have been answered.
 */
import { type ErrorFrame, type ResultFrame, type ServerFrame, subprotocol } from '#protocol/jsonrpc.ts';
import type { MethodName, Params, Result } from '#protocol/methods.ts';
import type { SignalName, SignalParams } from '#protocol/signals.ts';
import type { CloseReason } from '#protocol/words.ts';
import { Emitter } from './emitter.ts';
import { RequestError } from './request-error.ts';
import { endBecause, endFromClose, type SessionEnd, SessionEnded } from './session-end.ts';
import { type OpenSocket, openWebSocket, type Socket } from './socket.ts';

export type ConnectionEvents = { [S in SignalName]: [params: SignalParams<S>] } & {
  /** A frame came, whichever. */
  heard: [];
  ended: [end: SessionEnd];
};

// Its keys are all that a server may notify of: forgetting one does not compile. Unknown ones come from a newer server.
const knownNotifications: Record<SignalName, true> = {
  hello: true,
  event: true,
  waiting: true,
  lobby: true,
  muteAsked: true,
  grant: true,
  token: true,
  iceServers: true,
  mediaLost: true,
  mediaRenewed: true,
  draining: true,
  consumersAdded: true,
  consumersRemoved: true,
  consumerLayers: true,
  layersWanted: true,
  qualities: true,
  reaction: true,
  messagesRefused: true,
  messagesLost: true,
  speakers: true,
};

/** All that a server may notify of. */
export const notificationNames = Object.keys(knownNotifications) as SignalName[];

interface Pending {
  method: MethodName;
  resolve(result: unknown): void;
  reject(error: Error): void;
  timer: ReturnType<typeof setTimeout>;
}

export interface ConnectionOptions {
  /** Milliseconds until the handshake with `hello`, or the answer to a request, is given up and the session ends as `timeout`. */
  deadline?: number;
  openSocket?: OpenSocket;
}

// The server answers in order and calls its worker with a deadline of 3 s: after so long nothing will come any more.
const defaultDeadline = 15_000;

// RFC 6455: what a browser tells of a socket that is gone; a page may not send it, so another one without meaning is sent.
const abnormal = 1006;
const withoutWord = 3000;

export class Connection extends Emitter<ConnectionEvents> {
  #socket: Socket | undefined;
  readonly #deadline: number;
  readonly #pending = new Map<number, Pending>();
  #nextId = 1;
  #opened = false;
  #end: SessionEnd | undefined;
  /** Nothing comes and nothing goes any more, though nobody has said so. */
  #silent = false;

  constructor({ deadline = defaultDeadline }: ConnectionOptions = {}) {
    super();
    this.#deadline = deadline;
  }

  /** Resolves with `hello`; rejects with SessionEnded. To be called once. */
  open(url: string, open: OpenSocket = openWebSocket): Promise<SignalParams<'hello'>> {
    return new Promise((resolve, reject) => {
      if (this.#end) throw new SessionEnded(this.#end);
      const timer = this.#newDeadline();
      this.on('hello', hello => {
        clearTimeout(timer);
        resolve(hello);
      });
      this.on('ended', end => {
        clearTimeout(timer);
        reject(new SessionEnded(end));
      });
      this.#socket = open(url, subprotocol, {
        opened: () => {
          this.#opened = true;
        },
        received: frame => this.#receive(frame),
        closed: (code, word) => {
          if (!this.#silent) this.#finish(endFromClose(code, word, this.#opened));
        },
      });
    });
  }

  /** Why the session ended, or undefined while it has not. */
  get end(): SessionEnd | undefined {
    return this.#end;
  }

  /** Rejects with RequestError when the server refuses, with SessionEnded when the session ends before the answer. */
  request<M extends MethodName>(method: M, params: Params<M>): Promise<Result<M>> {
    return new Promise((resolve, reject) => {
      if (this.#end || !this.#socket) {
        reject(new SessionEnded(this.#end ?? endBecause('lost')));
        return;
      }
      const id = this.#nextId++;
      const timer = this.#newDeadline();
      const accept = (result: unknown) => resolve(result as Result<M>);
      this.#pending.set(id, { method, resolve: accept, reject, timer });
      if (!this.#silent) this.#socket.send(JSON.stringify({ jsonrpc: '2.0', id, method, params }));
    });
  }

  /** The server says that a request of that method is still being dealt with: its deadline begins anew. */
  waitFor(method: MethodName): void {
    for (const pending of this.#pending.values()) {
      if (pending.method !== method) continue;
      clearTimeout(pending.timer);
      pending.timer = this.#newDeadline();
    }
  }

  #newDeadline(): ReturnType<typeof setTimeout> {
    return setTimeout(() => this.close('timeout'), this.#deadline);
  }

  /** Ends the session from this side, at once. Ending it again changes nothing. */
  close(reason: CloseReason): void {
    const end = endBecause(reason);
    if (!this.#end) this.#socket?.close(end.code, reason);
    this.#finish(end);
  }

  /** The socket closes without a word, which is no goodbye, and the session ends as lost. */
  drop(): void {
    if (!this.#end) this.#socket?.close(withoutWord, '');
    this.#finish(endBecause('lost', abnormal));
  }

  /** A fault for tests: nothing comes and nothing goes any more, and nobody says so. */
  fallSilent(): void {
    this.#silent = true;
  }

  #receive(text: unknown): void {
    if (this.#end || this.#silent) return;
    this.emit('heard');
    const frame = parse(text);
    if (!frame) this.close('protocol-error');
    else if ('method' in frame) this.#notified(frame.method, frame.params);
    else this.#answered(frame);
  }

  #notified(method: string, params: unknown): void {
    if (!Object.hasOwn(knownNotifications, method)) return;
    const name = method as SignalName;
    this.emit(name, ...([params] as ConnectionEvents[SignalName]));
  }

  #answered(frame: ResultFrame | ErrorFrame): void {
    const pending = typeof frame.id === 'number' ? this.#pending.get(frame.id) : undefined;
    // An answer to nothing: an error without id says that the server could not read what this client sent.
    if (!pending) {
      this.close('protocol-error');
      return;
    }
    this.#pending.delete(frame.id as number);
    clearTimeout(pending.timer);
    if ('error' in frame) pending.reject(new RequestError(pending.method, frame.error));
    else pending.resolve(frame.result);
  }

  #finish(end: SessionEnd): void {
    if (this.#end) return;
    this.#end = end;
    for (const { reject, timer } of this.#pending.values()) {
      clearTimeout(timer);
      reject(new SessionEnded(end));
    }
    this.#pending.clear();
    this.emit('ended', end);
  }
}

function parse(text: unknown): ServerFrame | undefined {
  if (typeof text !== 'string') return undefined;
  try {
    const frame: unknown = JSON.parse(text);
    return typeof frame === 'object' && frame !== null ? (frame as ServerFrame) : undefined;
  } catch {
    return undefined;
  }
}
