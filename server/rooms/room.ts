/**
 * One room: its peers, its log, what is published in it, and the router that carries it. Closes when it has been empty for a
 * while, when its time is over, when its router dies, or when somebody says so.
 */
import { randomUUID } from 'node:crypto';
import { RequestError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { RoomRouter } from '../media/room-router.ts';
import type { WorkerLoad } from '../media/worker-load.ts';
import type { RoomChange, RoomEvent, RoomState } from '../protocol/room-state.ts';
import type { Limits } from '../protocol/signals.ts';
import type { CloseReason } from '../protocol/words.ts';
import { Absences } from './absences.ts';
import { requireWelcome } from './admission.ts';
import { assemblePeer, type JoinRequest, type PeerHouse } from './assemble-peer.ts';
import { Entering } from './entering.ts';
import { Floor } from './floor.ts';
import { Governance } from './governance.ts';
import { Lifetime } from './lifetime.ts';
import { Members } from './members.ts';
import { MessageBus } from './message-bus.ts';
import { Moderation } from './moderation.ts';
import type { Peer } from './peer.ts';
import type { PeerMedia } from './peer-media.ts';
import type { Publication } from './publication.ts';
import { Publications } from './publications.ts';
import { Qualities } from './qualities.ts';
import { RoomLog } from './room-log.ts';
import { RoomMedia } from './room-media.ts';
import type { RoomObserver } from './room-observer.ts';
import type { RoomRecord } from './room-record.ts';
import { Showing } from './showing.ts';
import { Telling } from './telling.ts';
import type { TransitionListener } from './transitions.ts';

export interface RoomOptions {
  record: RoomRecord;
  /** The first that carries it. */
  router: RoomRouter;
  /** Opens another on a living worker. */
  createRouter: () => Promise<RoomRouter>;
  /** How long an empty room is kept, in milliseconds. */
  keepEmpty: number;
  /** How long the seat of a peer whose socket is lost is kept, in milliseconds. */
  keepSeat: number;
  /** What one peer may do. */
  limits: Limits;
  /** So many peers at most, those that nobody sees included. */
  maxPeers: number;
  log: Log;
  observer: RoomObserver;
  onTransition: TransitionListener;
  /** A peer has ended. */
  onVacated: (peer: Peer, reason: CloseReason) => void;
  onClosed: (reason: CloseReason | 'empty') => void;
}

export class Room {
  /** Of this life of the room; another of the same name has another. */
  readonly roomId = randomUUID();
  readonly openedAt = Date.now();
  readonly members = new Members();
  readonly messages: MessageBus;
  readonly moderation: Moderation;
  readonly #options: RoomOptions;
  readonly #publications = new Publications();
  readonly #telling: Telling;
  readonly #qualities: Qualities;
  readonly #absences: Absences;
  readonly #events: RoomLog;
  readonly #media: RoomMedia;
  readonly #house: PeerHouse;
  readonly #lifetime: Lifetime;
  readonly #entering: Entering;
  readonly #governance: Governance;
  #closed = false;

  constructor(options: RoomOptions) {
    const { record, observer, keepEmpty, keepSeat } = options;
    this.#options = options;
    this.#telling = new Telling({ room: record.name, roomId: this.roomId }, options.onTransition);
    this.#qualities = this.#reported();
    this.#absences = new Absences({ keepSeat, qualities: this.#qualities, telling: this.#telling });
    this.#events = new RoomLog(record.name, record.settings);
    this.#media = this.#carried();
    this.messages = new MessageBus(() => this.#media.router.data);
    this.#governance = new Governance({
      record,
      members: this.members,
      promote: peer => this.moderation.setGrant(peer, { ...peer.grant, moderator: true }, null),
    });
    this.moderation = this.#moderated();
    this.#house = this.#openTo();
    this.#entering = new Entering({
      record,
      members: this.members,
      media: this.#media,
      maxPeers: options.maxPeers,
      closed: () => this.#closed,
      assemble: (request, media) => this.#assemble(request, media),
      admit: peer => this.#admit(peer),
      onChanged: () => this.#maybeEmpty(),
    });
    observer.opened({
      roomId: this.roomId,
      room: record.name,
      settings: record.settings,
      at: this.openedAt,
    });
    this.#telling.ofRoom({ type: 'roomOpened' });
    this.#lifetime = new Lifetime({
      keepEmpty,
      onEmpty: () => this.#end('empty'),
      onOver: () => this.close('room-closed'),
    });
    this.#lifetime.setOccupied(false);
    this.#lifetime.setEnd(record.settings.expires);
  }

  get name(): string {
    return this.#options.record.name;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** What carries it. */
  get worker(): WorkerLoad | undefined {
    return this.#media.router.worker;
  }

  /** See `Governance`. */
  get attended(): boolean {
    return this.#governance.attended;
  }

  get state(): RoomState {
    return this.#events.state;
  }

  /** What is published in it, that which is still being built included. */
  get published(): Iterable<Publication> {
    return this.#publications.values();
  }

  /** The events after `seq`, or undefined when they are no longer kept. */
  since(seq: number): RoomEvent[] | undefined {
    return this.#events.since(seq);
  }

  /**
   * Lets a peer in: when this resolves, its media is built, its first consumers are made, and the others have been told. Who is there
   * already under the same identity is replaced. Throws GoneError, with nothing left behind, when `applicant` is aborted meanwhile,
   * `room-full`, and `unavailable` when the engine fails.
   */
  join(request: JoinRequest, applicant: AbortSignal): Promise<Peer> {
    return this.#entering.enter(request, applicant);
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

  #reported(): Qualities {
    return new Qualities({
      tell: params => this.members.signal('qualities', params),
      onChanged: (peerId, quality) => {
        const peer = this.members.get(peerId);
        if (peer) this.#telling.ofPeer(peer, { type: 'qualityChanged', ...quality });
      },
    });
  }

  /** Those inside are told, and go on as soon as there is another worker to carry the room. */
  #carried(): RoomMedia {
    const { router, createRouter, log } = this.#options;
    const floor = new Floor(this.#publications);
    return new RoomMedia({
      router,
      createRouter,
      log,
      onSpeakers: report => this.members.signal('speakers', floor.after(report)),
      onLost: () => {
        this.#telling.ofRoom({ type: 'mediaLost' });
        for (const peer of this.members.values()) peer.tellMediaLost();
      },
      onRenewed: took => {
        this.#telling.ofRoom({ type: 'mediaRenewed', took });
        for (const peer of this.members.values()) void peer.renewMedia();
      },
      onGivenUp: () => this.close('media-lost'),
    });
  }

  /** What of this room the parts of its peers work with. */
  #openTo(): PeerHouse {
    const { limits, log } = this.#options;
    const media = this.#media;
    const showing = new Showing({
      members: this.members,
      media,
      log,
      telling: this.#telling,
      closed: () => this.#closed,
      change: change => this.#append(change),
    });
    return {
      limits,
      log,
      media,
      publications: this.#publications,
      qualities: this.#qualities,
      messages: this.messages,
      telling: this.#telling,
      isInside: peerId => this.members.get(peerId) !== undefined,
      state: () => this.state,
      change: change => this.#append(change),
      signal: (name, params) => this.members.signal(name, params),
      shown: publication => showing.shown(publication),
      interrupted: publication => showing.interrupted(publication),
      carriedOn: publication => showing.carriedOn(publication),
      hidden: publication => showing.hidden(publication),
    };
  }

  #moderated(): Moderation {
    const { record, log } = this.#options;
    return new Moderation({
      record,
      log,
      members: this.members,
      publications: this.#publications,
      change: change => this.#append(change),
      settingsChanged: ({ expires }) => this.#lifetime.setEnd(expires),
      ensureModerator: () => this.#governance.ensureModerator(),
    });
  }

  #assemble(request: JoinRequest, media: PeerMedia): Peer {
    const grant = this.#options.record.grantOf(request.visitor);
    const peer: Peer = assemblePeer(this.#house, request, grant, media, {
      attached: () => this.#attached(peer),
      suspended: reason => this.#absences.begin(peer, reason),
      away: away => this.#absences.notice(peer, away),
      closed: reason => this.#left(peer, reason),
    });
    return peer;
  }

  /** `sendAway`: ends those inside, of whom nothing is told any more once the room has ended. */
  #end(reason: CloseReason | 'empty', sendAway: () => void = () => {}): void {
    const { observer, onClosed } = this.#options;
    this.#closed = true;
    this.#lifetime.close();
    this.#governance.close();
    this.#qualities.close();
    this.#media.close();
    observer.closed(this.roomId, { reason, at: Date.now() });
    onClosed(reason);
    sendAway();
    this.#telling.ofRoom({ type: 'roomClosed', reason, lasted: Date.now() - this.openedAt });
  }

  #admit(peer: Peer): void {
    const { record } = this.#options;
    const { visitor, hidden } = peer;
    requireWelcome(record, visitor); // it may have been removed while its media was built
    this.members.sameAs(visitor)?.close('replaced');
    if (this.#closed) throw new RequestError('unavailable');
    record.letIn(visitor);
    if (this.#governance.isVacant && !hidden) {
      peer.setGrant({ ...peer.grant, moderator: true });
      record.rememberGrant(visitor, peer.grant);
    }
    if (!hidden) this.#append({ type: 'peerJoined', peer: stateOf(peer) });
    this.members.add(peer);
    this.#qualities.repeat();
    const took = performance.now() - peer.askedAt;
    this.#telling.ofPeer(peer, { type: 'peerJoined', took, peers: this.members.size });
  }

  #attached(peer: Peer): void {
    if (!this.#absences.end(peer)) {
      this.moderation.greet(peer);
      return;
    }
    peer.repeatNews();
    peer.signal('qualities', this.#qualities.current);
    this.moderation.greetAgain(peer);
  }

  #left(peer: Peer, reason: CloseReason): void {
    this.#absences.forget(peer);
    this.#options.onVacated(peer, reason);
    if (!this.members.delete(peer) || this.#closed) return;
    const { peerId } = peer;
    this.#qualities.forget(peerId);
    if (!peer.hidden) this.#append({ type: 'peerLeft', peerId, reason });
    this.#tellLeft(peer, reason);
    if (!peer.hidden) this.#governance.afterLeave();
    this.#maybeEmpty();
  }

  #tellLeft(peer: Peer, reason: CloseReason): void {
    const stayed = Date.now() - peer.joinedAt;
    this.#telling.ofPeer(peer, { type: 'peerLeft', reason, stayed, peers: this.members.size });
  }

  #append(change: RoomChange): void {
    const event = this.#events.append(change);
    this.#options.observer.happened(this.roomId, event);
    this.members.tell(event);
  }

  #maybeEmpty(): void {
    this.#lifetime.setOccupied(this.#entering.count > 0 || this.members.size > 0);
  }
}

/** As the others see it when it comes. */
function stateOf({ peerId, name, visitor, grant, joinedAt }: Peer) {
  const { identity } = visitor;
  return { peerId, name, identity, grant, joinedAt, handRaisedAt: null, producers: {} };
}
