/**
 * One peer's session with the server, over as many sockets as it takes: when a socket is lost, another is opened and resumes the
 * seat, while media go on. Ends once, with a word. Knows no media and no room.
 */
import type { MethodName, Params, Result } from '#protocol/methods.ts';
import type { SignalName, SignalParams } from '#protocol/signals.ts';
import type { CloseReason } from '#protocol/words.ts';
import {
  Connection,
  type ConnectionEvents,
  type ConnectionOptions,
  notificationNames,
} from './connection.ts';
import { Emitter } from './emitter.ts';
import { Outstanding } from './outstanding.ts';
import { Reconnecting } from './reconnecting.ts';
import { RequestError } from './request-error.ts';
import { type EndReason, endBecause, type SessionEnd, SessionEnded } from './session-end.ts';

/** `reconnecting`: the socket is lost, and another one is tried to be had. */
export type ConnectionState = 'connected' | 'reconnecting';

export type LastingEvents = ConnectionEvents & {
  state: [state: ConnectionState];
  /** Before anything that was sent behind the answer is told, and before requests that waited are sent. */
  resumed: [resumed: Result<'resume'>];
};

/** What it takes to come back. */
export interface Seat {
  resumeToken: string;
  seatSeconds: number;
  /** Of the last event that is known. */
  seq: () => number;
}

interface LastingOptions extends ConnectionOptions {
  url: string;
}

interface Loss {
  readonly end: SessionEnd;
  readonly at: number;
  readonly reconnecting: Reconnecting;
}

// Nobody wished these; whatever else ends a session is meant to. A join that was refused for the moment is tried again like these.
const losses: ReadonlySet<EndReason> = new Set(['lost', 'timeout', 'slow-client', 'unreachable']);
const forTheMoment: ReadonlySet<string> = new Set(['rate-limited', 'unavailable', 'internal-error']);

/** Milliseconds that a server may take to notice that a socket is dead: the seat is kept from then on. */
const unnoticed = 20_000;

export class LastingConnection extends Emitter<LastingEvents> {
  readonly #options: LastingOptions;
  readonly #outstanding = new Outstanding();
  #connection: Connection;
  #seat: Seat | undefined;
  #loss: Loss | undefined;
  #end: SessionEnd | undefined;

  constructor(options: LastingOptions) {
    super();
    this.#options = options;
    this.#connection = new Connection(options);
    this.#relay(this.#connection).release();
    this.#connection.on('ended', end => this.#lost(end));
    this.#sendOver(this.#connection);
  }

  /** Resolves with `hello`; rejects with SessionEnded. To be called once. */
  open(): Promise<SignalParams<'hello'>> {
    return this.#connection.open(this.#options.url, this.#options.openSocket);
  }

  /** From now on a socket that is lost does not end the session. */
  keep(seat: Seat): void {
    this.#seat = seat;
  }

  /** Why the session ended, or undefined while it has not. */
  get end(): SessionEnd | undefined {
    return this.#end;
  }

  get state(): ConnectionState {
    return this.#loss ? 'reconnecting' : 'connected';
  }

  /**
   * Rejects with RequestError when the server refuses, with SessionEnded when the session ends before the answer. Where there is no socket
   * for the moment it waits for the next one, unless that makes no sense (outstanding.ts).
   */
  request<M extends MethodName>(method: M, params: Params<M>): Promise<Result<M>> {
    if (this.#end) return Promise.reject(new SessionEnded(this.#end));
    return this.#outstanding.request(method, params);
  }

  /** See `Connection.waitFor`. */
  waitFor(method: MethodName): void {
    this.#connection.waitFor(method);
  }

  /** Requests that match and have no answer yet are not to be done any more: they are answered as if they had been. */
  withdraw(matches: (method: MethodName, params: unknown) => boolean): void {
    this.#outstanding.withdraw(matches);
  }

  /** Ends the session from this side, at once. Ending it again changes nothing. */
  close(reason: CloseReason): void {
    if (this.#end) return;
    if (this.#loss) this.#finish(endBecause(reason));
    else this.#connection.close(reason);
  }

  /** The socket is of no use any more: another is opened. Also a fault for tests. */
  drop(): void {
    if (!this.#loss) this.#connection.drop();
  }

  /** A fault for tests: nothing comes and nothing goes by this socket any more, and nobody says so. */
  fallSilent(): void {
    this.#connection.fallSilent();
  }

  /** The network is back, or another: where the socket is lost, the next one is tried at once. */
  hurry(): void {
    this.#loss?.reconnecting.hurry();
  }

  #sendOver(connection: Connection): void {
    this.#outstanding.resume((method, params) => connection.request(method, params));
  }

  /** Tells what the connection tells, from `release` on. */
  #relay(connection: Connection): { release: () => void } {
    let held: (() => void)[] | undefined = [];
    const pass = (tell: () => void) => {
      if (held) held.push(tell);
      else if (!this.#end) tell();
    };
    for (const name of notificationNames) this.#relayOne(connection, name, pass);
    connection.on('heard', () => pass(() => this.emit('heard')));
    return {
      release() {
        const late = held ?? [];
        held = undefined;
        for (const tell of late) pass(tell);
      },
    };
  }

  #relayOne<S extends SignalName>(connection: Connection, name: S, pass: (tell: () => void) => void): void {
    connection.on(name, (...params: ConnectionEvents[S]) => {
      pass(() => this.emit(name, ...(params as LastingEvents[S])));
    });
  }

  #lost(end: SessionEnd): void {
    const seat = this.#seat;
    if (!seat || !losses.has(end.reason)) {
      this.#finish(end);
      return;
    }
    this.#outstanding.hold();
    const reconnecting = new Reconnecting(signal => this.#resume(seat, signal));
    this.#loss = { end, at: performance.now(), reconnecting };
    this.emit('state', 'reconnecting');
  }

  /** One attempt. Never rejects: it ends what it was an attempt for, or is followed by another. */
  async #resume(seat: Seat, signal: AbortSignal): Promise<void> {
    const { url, openSocket, ...options } = this.#options;
    const connection = new Connection(options);
    const { release } = this.#relay(connection);
    // Not a goodbye: the server may have taken this socket for the one already.
    signal.addEventListener('abort', () => {
      if (this.#connection !== connection) connection.drop();
    });
    try {
      await connection.open(url, openSocket);
      const { resumeToken } = seat;
      const resumed = await connection.request('resume', { resumeToken, seq: seat.seq() });
      seat.resumeToken = resumed.resumeToken;
      if (!signal.aborted) this.#found(connection, resumed, release);
    } catch (error) {
      connection.drop();
      this.#failed(error);
    }
  }

  #found(connection: Connection, resumed: Result<'resume'>, release: () => void): void {
    this.#connection = connection;
    this.#loss?.reconnecting.stop();
    this.#loss = undefined;
    const { end } = connection;
    if (!end) connection.on('ended', later => this.#lost(later));
    this.emit('resumed', resumed);
    if (end) {
      this.#lost(end); // it is gone already, which nobody listened to
    } else if (!this.#loss && !this.#end) {
      this.#sendOver(connection);
      release();
      this.emit('state', 'connected');
    }
  }

  #failed(error: unknown): void {
    if (!this.#seat || !this.#loss) return;
    const { end, at } = this.#loss;
    const isEnded = error instanceof SessionEnded;
    const isRefused = error instanceof RequestError && !forTheMoment.has(error.reason);
    // Nobody may have said that the seat is gone, but by then it is.
    const isLate = performance.now() - at > this.#seat.seatSeconds * 1000 + unnoticed;
    if (isEnded && !losses.has(error.end.reason)) this.#finish(error.end);
    else if (isRefused || isLate) this.#finish(end);
  }

  #finish(end: SessionEnd): void {
    if (this.#end) return;
    this.#end = end;
    this.#loss?.reconnecting.stop();
    this.#outstanding.end(new SessionEnded(end));
    this.emit('ended', end);
  }
}
