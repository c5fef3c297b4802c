/**
 * One WebSocket: checks its requests, hands them to the handlers and answers; watches the silence. It is
 * `connected` until it has let its peer in, or brought it back, `joined` then, and `closed` once. Its peer may outlive it. Knows
 * nothing of media.
 */
import type { Access } from '../auth/access.ts';
import type { Turn } from '../auth/turn.ts';
import type { KeptChecks } from '../checks/kept-checks.ts';
import type { Probes } from '../checks/probes.ts';
import { PeerEnded, RequestError } from '../errors.ts';
import type { Log } from '../log.ts';
import { errorFrame, notificationFrame, type RequestId, resultFrame } from '../protocol/jsonrpc.ts';
import { methods } from '../protocol/methods.ts';
import { type SignalParams, signals } from '../protocol/signals.ts';
import { type CloseReason, closeReasons } from '../protocol/words.ts';
import type { Peer, PeerSink } from '../rooms/peer.ts';
import { requirePermission } from '../rooms/permissions.ts';
import type { Registry } from '../rooms/registry.ts';
import type { Room } from '../rooms/room.ts';
import type { TransitionListener } from '../rooms/transitions.ts';
import type { AddressAllowance } from './address-limits.ts';
import { type Frame, methodNamed, validParams } from './frame.ts';
import { isDrop, isGoodbye } from './goodbye.ts';
import type { Admitted } from './handlers/context.ts';
import {
  type AdmissionMethod,
  admit,
  handle,
  handleAnytime,
  isAdmission,
  isAnytime,
} from './handlers/index.ts';
import { Intake } from './intake.ts';
import { JoinDeadline } from './join-deadline.ts';
import { Outbox, type UnreadLimits } from './outbox.ts';
import { OwnProbes } from './own-probes.ts';
import { keepPeerFresh } from './refreshing.ts';
import { refusalFor } from './refusal.ts';
import { Silence } from './silence.ts';
import type { Socket } from './socket.ts';

export interface SessionOptions {
  registry: Registry;
  access: Access;
  turn: Turn;
  probes: Probes;
  checks: KeptChecks;
  /** What the address of the socket may do. */
  address: AddressAllowance;
  hello: SignalParams<'hello'>;
  limits: SessionLimits;
  onTransition: TransitionListener;
  log: Log;
  onClosed: () => void;
}

/** What is not in `hello`. */
interface SessionLimits extends UnreadLimits {
  readonly pingSeconds: number;
  readonly silenceSeconds: number;
}

type State =
  | { phase: 'connected' }
  | { phase: 'joined'; peer: Peer; room: Room; sink: PeerSink; stopRefreshing: () => void }
  | { phase: 'closed' };

const terminateAfter = 2_000; // ms for the closing handshake
/** In the ping behind the answer to `resume`: whoever returns it has read the answer. */
const seenAnswer = 'resumed';

export class Session {
  readonly #socket: Socket;
  readonly #options: SessionOptions;
  readonly #outbox: Outbox;
  readonly #intake: Intake;
  /** Aborted when the session ends. */
  readonly #life = new AbortController();
  readonly #probes: OwnProbes;
  readonly #deadline: JoinDeadline;
  readonly #silence: Silence;
  #state: State = { phase: 'connected' };
  #inLobby = false;

  constructor(socket: Socket, options: SessionOptions) {
    this.#socket = socket;
    this.#options = options;
    this.#outbox = new Outbox(socket, options.limits, () => this.close('slow-client'));
    this.#intake = new Intake({
      limits: options.hello.limits,
      answer: frame => this.#answer(frame),
      refuse: (id, error) => this.#refuse(id, error),
      onFlood: () => this.close('protocol-error'),
    });
    this.#probes = new OwnProbes({ ...options, onNoneLeft: () => this.#deadline.restart() });
    this.#deadline = new JoinDeadline({
      seconds: options.hello.limits.joinSeconds,
      onOver: () => this.#overdue(),
    });
    this.#silence = new Silence({
      ...options.limits,
      peer: () => (this.#state.phase === 'joined' ? this.#state.peer : undefined),
      onBeat: () => this.#beat(),
      onSilence: total => this.#silent(total),
    });
    this.#outbox.send(notificationFrame('hello', options.hello));
  }

  get closed(): boolean {
    return this.#state.phase === 'closed';
  }

  /** A frame arrived. */
  onFrame(data: Buffer, isBinary: boolean): void {
    this.#silence.heard();
    this.#intake.take(data, isBinary);
  }

  /** The other end answered a ping. */
  onPong(payload: string): void {
    this.#silence.heard();
    const state = this.#state;
    if (payload === seenAnswer && state.phase === 'joined') this.#options.registry.seats.confirm(state.peer);
  }

  /** The socket is gone, whoever closed it, with a WebSocket close code: who did not say goodbye may come back. */
  onSocketClosed(code: number): void {
    this.#end(isGoodbye(code) ? 'left' : 'timeout');
  }

  /**
   * Idempotent. Ends the session, and its peer unless `reason` is one after which it may come back, and closes the socket with
   * `reason`: the way out for everything that goes wrong on our side.
   */
  close(reason: CloseReason): void {
    if (!this.#end(reason)) return;
    const { code } = closeReasons[reason];
    this.#socket.close(code, reason);
    setTimeout(() => this.#socket.terminate(), terminateAfter).unref();
  }

  async #answer({ id, method: name, params }: Frame): Promise<void> {
    const method = methodNamed(name);
    if (isAdmission(method)) return this.#admit(id, method, params);
    if (isAnytime(method)) {
      const { registry, access, address, checks } = this.#options;
      const context = { registry, access, address, checks, probes: this.#probes };
      const result = await handleAnytime(method, context, validParams(method, params));
      return this.#outbox.send(resultFrame(id, result));
    }
    const state = this.#state;
    if (state.phase !== 'joined') throw new RequestError('not-joined');
    const { peer, room } = state;
    requirePermission(methods[method].permission, peer);
    const result = await handle(method, { peer, room }, validParams(method, params));
    this.#outbox.send(resultFrame(id, result));
    if (method === 'leave') this.close('left');
    else if (method === 'endRoom') room.close('room-closed');
  }

  async #admit(id: RequestId, method: AdmissionMethod, params: unknown): Promise<void> {
    if (this.#state.phase === 'joined') throw new RequestError('already-joined');
    const { registry, access, turn, address, onTransition } = this.#options;
    const applicant = { signal: this.#life.signal, waiting: () => this.#wait() };
    const context = { registry, access, turn, address, applicant, onTransition };
    const wished = validParams(method, params);
    // It has done its part: how long a queue is, or a moderator takes, is not up to it.
    this.#deadline.hold();
    const admitted = await admit(method, context, wished).finally(() => {
      this.#inLobby = false;
      this.#deadline.release();
    });
    const { peer, resumed } = admitted;
    if (this.closed && resumed) return; // it stays suspended, with its time running
    if (this.closed) return peer.close('left');
    if (peer.closed) throw new RequestError('unavailable');
    this.#seat(id, admitted);
  }

  #seat(id: RequestId, { peer, room, result, seq, resumed }: Admitted<AdmissionMethod>): void {
    const missed = room.since(seq);
    if (!missed) {
      peer.close('left'); // nobody else would
      throw new Error('the log has forgotten what follows its own snapshot');
    }
    this.#deadline.stop();
    const sink = this.#sink();
    const stopRefreshing = keepPeerFresh(peer, this.#options);
    this.#state = { phase: 'joined', peer, room, sink, stopRefreshing };
    this.#outbox.send(resultFrame(id, result));
    if (resumed) this.#socket.ping(seenAnswer);
    // What happened since the snapshot was taken comes right behind it; from here on all in order.
    peer.attach(sink, missed);
    this.#options.registry.doorway.drain.tell(peer);
  }

  /** In the lobby, where a moderator decides how long it takes. */
  #wait(): void {
    this.#inLobby = true;
    this.#sayWaiting();
  }

  /** Whoever checks the connection has until its last probe has ended, and then as long as at first. */
  #overdue(): void {
    if (this.#probes.size === 0) this.close('timeout');
  }

  #sayWaiting(): void {
    this.#outbox.send(notificationFrame('waiting', {}));
  }

  #sink(): PeerSink {
    return {
      event: event => this.#outbox.send(notificationFrame('event', event)),
      signal: (name, params) => {
        const frame = notificationFrame(name, params);
        if (signals[name].droppable) this.#outbox.sendDroppable(frame);
        else this.#outbox.send(frame);
      },
      close: reason => this.close(reason),
    };
  }

  #refuse(id: RequestId | null, error: unknown): void {
    if (this.closed) return;
    if (error instanceof PeerEnded) {
      this.close(error.reason);
      return;
    }
    const { log } = this.#options;
    const { reason, field, message, data } = refusalFor(error);
    if (reason === 'internal-error') log.error({ err: error }, 'request failed');
    else log.debug({ reason, field }, 'request refused');
    this.#outbox.send(errorFrame(id, message, data));
  }

  #beat(): void {
    this.#socket.ping();
    // Nothing else comes meanwhile by which a page could tell that we are still there.
    if (this.#inLobby) this.#sayWaiting();
  }

  /** Where its media are silent too, nobody is there who could come back: its peer goes at once, and with it what it holds. */
  #silent(total: boolean): void {
    const state = this.#state;
    if (state.phase === 'joined' && total) state.peer.close('timeout');
    this.close('timeout');
  }

  /** An address may have only so many whose sockets are gone: who cannot be waited for has left. */
  #keepSeat({ peer, sink }: Extract<State, { phase: 'joined' }>, reason: CloseReason): void {
    const giveBack = this.#options.address.keepSeat();
    if (giveBack) peer.suspend(sink, reason, giveBack);
    else peer.close(reason);
  }

  /** Returns false when it had ended before. */
  #end(reason: CloseReason): boolean {
    const state = this.#state;
    if (state.phase === 'closed') return false;
    this.#state = { phase: 'closed' };
    this.#deadline.stop();
    this.#silence.stop();
    this.#intake.close();
    this.#outbox.close();
    this.#life.abort();
    this.#probes.closeAll();
    if (state.phase === 'joined') {
      state.stopRefreshing();
      if (isDrop(reason)) this.#keepSeat(state, reason);
      else state.peer.close(reason);
    }
    this.#options.onClosed();
    return true;
  }
}
