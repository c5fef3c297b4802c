/**
 * One peer's session with the server, over as many sockets as it takes: when a socket is lost, another is opened and resumes the
 * seat, or joins anew where that is gone. Ends once, with a word. Knows no media and no room.
 */
import type { MethodName, Params, Result } from '#protocol/methods.ts';
import type { SignalParams } from '#protocol/signals.ts';
import type { CloseReason } from '#protocol/words.ts';
import { type CameBack, comeBack, type Seat } from './come-back.ts';
import { Connection, type ConnectionEvents, type ConnectionOptions } from './connection.ts';
import { Emitter } from './emitter.ts';
import { isLoss, Loss } from './loss.ts';
import { Outstanding } from './outstanding.ts';
import { Reconnecting } from './reconnecting.ts';
import { Relay } from './relay.ts';
import { RequestError } from './request-error.ts';
import { watchForReturn } from './server-return.ts';
import { endBecause, type SessionEnd, SessionEnded } from './session-end.ts';

/** `reconnecting`: the socket is lost, and another one is tried to be had. */
export type ConnectionState = 'connected' | 'reconnecting';

export type LastingEvents = ConnectionEvents & {
  /** `lost`: why it is being reconnected. */
  state: [state: ConnectionState, lost?: SessionEnd];
  /** Before anything that was sent behind the answer is told, and before requests that waited are sent. */
  resumed: [resumed: Result<'resume'>];
  /** The same where the seat is gone: this is somebody else for the server, in a room that may be another. */
  rejoined: [joined: Result<'join'>];
};

interface LastingOptions extends ConnectionOptions {
  url: string;
}

export class LastingConnection extends Emitter<LastingEvents> {
  readonly #options: LastingOptions;
  readonly #outstanding = new Outstanding();
  #connection: Connection;
  #seat: Seat | undefined;
  #loss: Loss | undefined;
  #reconnecting: Reconnecting | undefined;
  #stopWatching = () => {};
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

  /** The network is back, or another, or the machine is awake: where the socket is lost, the next one is tried at once, and for a while. */
  hurry(): void {
    this.#loss?.tryAWhile();
    this.#reconnecting?.hurry();
  }

  #sendOver(connection: Connection): void {
    this.#outstanding.resume((method, params) => connection.request(method, params));
  }

  #relay(connection: Connection): Relay {
    return new Relay(connection, (name, ...args) => {
      if (!this.#end) this.emit(name, ...(args as LastingEvents[typeof name]));
    });
  }

  #lost(end: SessionEnd): void {
    const seat = this.#seat;
    if (!seat || !isLoss(end)) {
      this.#finish(end);
      return;
    }
    this.#outstanding.hold();
    this.#loss = new Loss(end, seat.seatSeconds);
    this.#reconnecting = new Reconnecting(signal => this.#comeBack(seat, signal));
    this.#stopWatching = watchForReturn(this.#options.url, () => {
      this.#loss?.tryAWhile();
      this.#reconnecting?.tryNow();
    });
    this.emit('state', 'reconnecting', end);
  }

  /** One attempt. Never rejects: it ends what it was an attempt for, or is followed by another. */
  async #comeBack(seat: Seat, signal: AbortSignal): Promise<void> {
    const { url, openSocket, ...options } = this.#options;
    const connection = new Connection(options);
    const relay = this.#relay(connection);
    let giveUp = () => connection.drop();
    signal.addEventListener('abort', () => {
      if (this.#connection !== connection) giveUp();
    });
    connection.on('waiting', () => {
      connection.waitFor('join');
      this.#loss?.heard();
    });
    try {
      const hello = await connection.open(url, openSocket);
      const back = await comeBack(connection, hello, seat, () => {
        this.#reconnecting?.takeTime();
        // Somebody new who is not wanted any more; while the seat is asked for it is no goodbye, as the server may have given it already.
        giveUp = () => connection.close('left');
      });
      if (!signal.aborted) this.#found(connection, seat, back, relay);
    } catch (error) {
      connection.drop();
      this.#failed(error);
    }
  }

  #found(connection: Connection, seat: Seat, back: CameBack, relay: Relay): void {
    this.#connection = connection;
    this.#stopTrying();
    this.#reconnecting = undefined;
    this.#loss = undefined;
    const { end } = connection;
    if (!end) connection.on('ended', later => this.#lost(later));
    this.#takeSeat(seat, back);
    if (end) {
      this.#lost(end); // it is gone already, which nobody listened to
    } else if (!this.#loss && !this.#end) {
      this.#sendOver(connection);
      relay.release();
      this.emit('state', 'connected');
    }
  }

  #takeSeat(seat: Seat, back: CameBack): void {
    const { resumeToken, seatSeconds } = 'joined' in back ? back.joined : back.resumed;
    seat.resumeToken = resumeToken;
    seat.seatSeconds = seatSeconds;
    if ('resumed' in back) {
      this.emit('resumed', back.resumed);
    } else {
      this.#outstanding.forgetOldLife();
      this.emit('rejoined', back.joined);
    }
  }

  #failed(error: unknown): void {
    const end = this.#loss?.failed(error);
    if (end) this.#finish(end);
    else if (error instanceof RequestError) this.#reconnecting?.waitAtLeast((error.retryAfter ?? 0) * 1000);
  }

  #stopTrying(): void {
    this.#stopWatching();
    this.#reconnecting?.stop();
  }

  #finish(end: SessionEnd): void {
    if (this.#end) return;
    this.#end = end;
    this.#stopTrying();
    this.#outstanding.end(new SessionEnded(end));
    this.emit('ended', end);
  }
}
