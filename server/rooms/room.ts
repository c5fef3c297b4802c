/**
 * One room: who comes in, who goes, and its end. Closes when it has been empty for a while, when its time is over, when no router can
 * carry it any more, or when somebody says so. Its parts are built in assemble-room.ts.
 */
import { randomUUID } from 'node:crypto';
import { RequestError } from '../errors.ts';
import type { WorkerLoad } from '../media/worker-load.ts';
import type { RoomEvent, RoomState } from '../protocol/room-state.ts';
import type { CloseReason } from '../protocol/words.ts';
import { requireWelcome } from './admission.ts';
import type { JoinRequest } from './assemble-peer.ts';
import { assembleRoom, type RoomOptions, type RoomParts } from './assemble-room.ts';
import type { Members } from './members.ts';
import type { MessageBus } from './message-bus.ts';
import type { Moderation } from './moderation.ts';
import type { Peer } from './peer.ts';
import type { Publication } from './publication.ts';

export class Room {
  /** Of this life of the room; another of the same name has another. */
  readonly roomId = randomUUID();
  readonly openedAt = Date.now();
  readonly #options: RoomOptions;
  readonly #parts: RoomParts;
  #closed = false;

  constructor(options: RoomOptions) {
    this.#options = options;
    this.#parts = assembleRoom(options, {
      roomId: this.roomId,
      closed: () => this.#closed,
      close: reason => this.close(reason),
      empty: () => this.#end('empty'),
      admit: peer => this.#admit(peer),
      entering: () => this.#maybeEmpty(),
      attached: peer => this.#attached(peer),
      left: (peer, reason) => this.#left(peer, reason),
    });
    const { roomId, openedAt: at } = this;
    const { name: room, settings } = options.record;
    options.observer.opened({ roomId, room, settings, at });
    this.#parts.telling.ofRoom({ type: 'roomOpened' });
    this.#parts.lifetime.setOccupied(false);
    this.#parts.lifetime.setEnd(settings.expires);
  }

  get name(): string {
    return this.#options.record.name;
  }

  get members(): Members {
    return this.#parts.members;
  }

  get messages(): MessageBus {
    return this.#parts.messages;
  }

  get moderation(): Moderation {
    return this.#parts.moderation;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** What carries it. */
  get worker(): WorkerLoad | undefined {
    return this.#parts.media.router.worker;
  }

  /** See `Governance`. */
  get attended(): boolean {
    return this.#parts.governance.attended;
  }

  get state(): RoomState {
    return this.#parts.events.state;
  }

  /** What is published in it, that which is still being built included. */
  get published(): Iterable<Publication> {
    return this.#parts.publications.values();
  }

  /** The events after `seq`, or undefined when they are no longer kept. */
  since(seq: number): RoomEvent[] | undefined {
    return this.#parts.events.since(seq);
  }

  /**
   * Lets a peer in: when this resolves, its media is built, its first consumers are made, and the others have been told. Who is there
   * already under the same identity is replaced. Throws GoneError, with nothing left behind, when `applicant` is aborted meanwhile,
   * `room-full`, and `unavailable` when the engine fails.
   */
  join(request: JoinRequest, applicant: AbortSignal): Promise<Peer> {
    return this.#parts.entering.enter(request, applicant);
  }

  /** Idempotent. Everybody inside is closed with `reason`. */
  close(reason: CloseReason): void {
    if (this.#closed) return;
    this.#end(reason, () => {
      for (const peer of this.members.takeAll()) {
        peer.close(reason);
        this.#tellLeft(peer, reason);
      }
    });
  }

  /** `sendAway`: ends those inside, of whom nothing is told any more once the room has ended. */
  #end(reason: CloseReason | 'empty', sendAway: () => void = () => {}): void {
    const { observer, onClosed } = this.#options;
    this.#closed = true;
    this.#parts.lifetime.close();
    this.#parts.governance.close();
    this.#parts.qualities.close();
    this.#parts.media.close();
    observer.closed(this.roomId, { reason, at: Date.now() });
    onClosed(reason);
    sendAway();
    this.#parts.telling.ofRoom({ type: 'roomClosed', reason, lasted: Date.now() - this.openedAt });
  }

  #admit(peer: Peer): void {
    const { record } = this.#options;
    const { visitor, hidden } = peer;
    requireWelcome(record, visitor); // it may have been removed while its media was built
    this.members.sameAs(visitor)?.close('replaced');
    if (this.#closed) throw new RequestError('unavailable');
    record.letIn(visitor);
    if (this.#parts.governance.isVacant && !hidden) {
      peer.setGrant({ ...peer.grant, moderator: true });
      record.rememberGrant(visitor, peer.grant);
    }
    if (!hidden) this.#parts.change({ type: 'peerJoined', peer: stateOf(peer) });
    this.members.add(peer);
    this.#parts.qualities.repeat();
    const took = performance.now() - peer.askedAt;
    this.#parts.telling.ofPeer(peer, { type: 'peerJoined', took, peers: this.members.size });
  }

  #attached(peer: Peer): void {
    if (!this.#parts.absences.end(peer)) {
      this.moderation.greet(peer);
      return;
    }
    peer.repeatNews();
    peer.signal('qualities', this.#parts.qualities.current);
    this.moderation.greetAgain(peer);
  }

  #left(peer: Peer, reason: CloseReason): void {
    this.#parts.absences.forget(peer);
    this.#options.onVacated(peer, reason);
    if (!this.members.delete(peer) || this.#closed) return;
    const { peerId } = peer;
    this.#parts.qualities.forget(peerId);
    if (!peer.hidden) this.#parts.change({ type: 'peerLeft', peerId, reason });
    this.#tellLeft(peer, reason);
    if (!peer.hidden) this.#parts.governance.afterLeave();
    this.#maybeEmpty();
  }

  #tellLeft(peer: Peer, reason: CloseReason): void {
    const stayed = Date.now() - peer.joinedAt;
    this.#parts.telling.ofPeer(peer, { type: 'peerLeft', reason, stayed, peers: this.members.size });
  }

  #maybeEmpty(): void {
    this.#parts.lifetime.setOccupied(this.#parts.entering.count > 0 || this.members.size > 0);
  }
}

/** As the others see it when it comes. */
function stateOf({ peerId, name, visitor, grant, joinedAt }: Peer) {
  const { identity } = visitor;
  return { peerId, name, identity, grant, joinedAt, handRaisedAt: null, producers: {} };
}
