/**
 * The rooms of this node by name: what is kept of each (its record), and the one that is open, if any. A room is opened by the first
 * who comes in. Owns records and rooms.
 */
import type { Visitor } from '../auth/visitor.ts';
import { RequestError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { RoomRouter } from '../media/room-router.ts';
import type { WorkerLoad } from '../media/worker-load.ts';
import type { Result } from '../protocol/methods.ts';
import type { Limits } from '../protocol/signals.ts';
import type { CloseReason, Source } from '../protocol/words.ts';
import { barriersFor, type PasscodeTries, requireAdmission, requireWelcome } from './admission.ts';
import type { JoinRequest } from './assemble-peer.ts';
import { Doorway, type DoorwayOptions } from './doorway.ts';
import type { Applicant } from './lobby.ts';
import type { Peer } from './peer.ts';
import { Records } from './records.ts';
import { Room } from './room.ts';
import type { RoomObserver } from './room-observer.ts';
import type { RoomRecord } from './room-record.ts';
import { Seats } from './seats.ts';
import type { TransitionListener } from './transitions.ts';

export interface RegistryOptions extends Pick<DoorwayOptions, 'requireCapacity'> {
  /** Opens a router on some worker. */
  createRouter: () => Promise<RoomRouter>;
  /** The worker on which the next one would be opened. */
  nextWorker: () => WorkerLoad | undefined;
  /** How long an empty room is kept, in milliseconds. */
  keepEmpty: number;
  /** How long the seat of a peer whose socket is lost is kept, in milliseconds. */
  keepSeat: number;
  /** What one peer may do. */
  limits: Limits;
  /** So many rooms at most, and peers in one of them. */
  maxRooms: number;
  maxPeers: number;
  /** Rooms without a moderator give themselves one: where anyone may come in without a token. */
  selfGoverned: boolean;
  observer: RoomObserver;
  onTransition: TransitionListener;
  log: Log;
}

/** How somebody asks to come in. */
export interface Entry {
  readonly request: JoinRequest;
  readonly passcode: string | undefined;
  readonly tries: PasscodeTries;
  readonly applicant: Applicant;
}

export class Registry {
  readonly records: Records;
  readonly seats: Seats;
  readonly doorway: Doorway;
  readonly #options: RegistryOptions;
  /** Open or being opened. */
  readonly #rooms = new Map<string, Promise<Room>>();
  readonly #opened = new Map<string, Room>();
  #closed: CloseReason | undefined;

  constructor(options: RegistryOptions) {
    const { maxRooms, keepEmpty, keepSeat, selfGoverned, requireCapacity } = options;
    this.#options = options;
    this.seats = new Seats(keepSeat);
    this.doorway = new Doorway({
      requireCapacity,
      inside: () => this.peers,
      onBegin: (draining, error) => {
        for (const room of this.#opened.values()) room.members.signal('draining', draining);
        this.records.sendAway(error);
      },
    });
    this.records = new Records({
      maxRooms,
      keepEmpty,
      selfGoverned,
      inUse: name => this.#rooms.has(name),
      onLobby: name => this.#opened.get(name)?.moderation.tellLobby(),
    });
  }

  /** Number of rooms, those being opened included. */
  get size(): number {
    return this.#rooms.size;
  }

  /** How many are in all rooms, those whose sockets are lost included. */
  get peers(): number {
    return [...this.#opened.values()].reduce((sum, { members }) => sum + members.size, 0);
  }

  /** How much there is in all open rooms. */
  get census(): { rooms: number; peers: number; producers: Record<Source, number> } {
    const producers = { microphone: 0, camera: 0, screen: 0, 'screen-audio': 0 };
    for (const room of this.#opened.values()) {
      for (const { source } of room.published) producers[source] += 1;
    }
    return { rooms: this.#opened.size, peers: this.peers, producers };
  }

  /** How long the seat of a peer whose socket is lost is kept. */
  get seatSeconds(): number {
    return this.#options.keepSeat / 1_000;
  }

  /** The open room of that name. */
  opened(name: string): Room | undefined {
    return this.#opened.get(name);
  }

  /**
   * Lets a peer into the room of that name, which is opened if need be, when they may come in, and once they waited in its lobby
   * where they have to. As `Room.join`; throws too what keeps them out of this room (admission.ts) or any (doorway.ts), and `unavailable`
   * when no worker can open a room.
   */
  async join(name: string, entry: Entry): Promise<{ room: Room; peer: Peer }> {
    if (this.#closed) throw new RequestError('unavailable');
    this.#requireOpen(name);
    const { request, applicant } = entry;
    const record = this.#recordFor(name, request.visitor);
    this.records.hold(record);
    try {
      const waited = await this.#pass(record, entry);
      if (waited !== undefined) this.#requireOpen(name);
      const askedAt = request.askedAt + (waited ?? 0);
      const inTurn = () => this.#enter(record, { ...request, askedAt }, applicant);
      return await this.doorway.pass(inTurn, applicant.signal);
    } finally {
      this.records.release(record);
    }
  }

  /** What a visitor may know of a room from outside. Throws `removed`. Asking opens none. */
  preview(name: string, visitor: Visitor, maxNames: number): Result<'preview'> {
    if (this.records.removedFrom(name)?.covers(visitor)) throw new RequestError('removed');
    const record = this.records.get(name);
    const room = this.#opened.get(name);
    const inside = room?.members.visible ?? [];
    if (!record) return { count: 0, names: [], title: null, ...noBarriers };
    const barriers = barriersFor(record, visitor, room?.attended ?? false);
    const isOpen = Object.values(barriers).every(barrier => !barrier);
    const names = isOpen ? inside.slice(0, maxNames).map(peer => peer.name) : [];
    return { count: inside.length, names, title: record.settings.title, ...barriers };
  }

  /** Idempotent. Closes every room; one that is being opened is closed as soon as it is. */
  close(reason: CloseReason): void {
    this.#closed ??= reason;
    this.records.close();
    for (const room of this.#opened.values()) room.close(reason);
    this.seats.close();
    this.doorway.drain.close();
  }

  /** Throws `draining` or `busy`. */
  #requireOpen(name: string): void {
    this.doorway.requireOpen(this.#opened.get(name)?.worker ?? this.#options.nextWorker());
  }

  /** Throws `room-not-open` when there is no such room and the visitor may not open one. */
  #recordFor(name: string, visitor: Visitor): RoomRecord {
    const record = this.records.get(name);
    if (!visitor.roomCreate && !(record && this.records.isThere(record))) {
      throw new RequestError('room-not-open');
    }
    return record ?? this.records.create(name, 'join');
  }

  /**
   * Past all that keeps them out, the lobby included. When that is abolished, the rest may have changed too. Resolves with how many
   * milliseconds they waited there; undefined: they did not.
   */
  async #pass(record: RoomRecord, entry: Entry): Promise<number | undefined> {
    const { visitor } = entry.request;
    const attended = () => this.#opened.get(record.name)?.attended ?? false;
    let since: number | undefined;
    while (requireAdmission(record, visitor, { ...entry, attended: attended() }) === 'wait') {
      since ??= performance.now();
      if ((await record.lobby.wait(visitor, entry.applicant)) === 'admitted') break;
    }
    return since === undefined ? undefined : performance.now() - since;
  }

  /** Its turn has come. Much may have changed while it waited for that, or in the lobby. */
  async #enter(
    record: RoomRecord,
    request: JoinRequest,
    applicant: Applicant,
  ): Promise<{ room: Room; peer: Peer }> {
    if (this.#closed) throw new RequestError('unavailable');
    if (!this.records.has(record)) throw new RequestError('room-not-open'); // deleted meanwhile
    requireWelcome(record, request.visitor);
    const room = await this.#open(record);
    if (room.closed) throw new RequestError('unavailable');
    return { room, peer: await room.join(request, applicant.signal) };
  }

  /** Opened once, however many ask at the same time; after a failure the next one who asks tries anew. */
  #open(record: RoomRecord): Promise<Room> {
    const { name } = record;
    const known = this.#rooms.get(name);
    if (known) return known;
    const opening = this.#create(record).catch((error: unknown) => {
      this.#rooms.delete(name);
      this.#options.log.error({ room: name, err: error }, 'a room could not be opened');
      throw new RequestError('unavailable');
    });
    this.#rooms.set(name, opening);
    return opening;
  }

  async #create(record: RoomRecord): Promise<Room> {
    const { name } = record;
    const { createRouter, keepEmpty, keepSeat, limits, maxPeers, observer, onTransition } = this.#options;
    const log = this.#options.log.child({ room: name });
    const router = await createRouter();
    const onClosed = (reason: CloseReason | 'empty') => {
      this.#rooms.delete(name);
      this.#opened.delete(name);
      this.records.roomClosed(record, reason);
    };
    const room: Room = new Room({
      record,
      router,
      createRouter,
      keepEmpty,
      keepSeat,
      limits,
      maxPeers,
      log,
      observer,
      onTransition,
      onVacated: (peer, reason) => {
        this.seats.vacate(peer, reason);
        this.doorway.drain.look();
      },
      onClosed,
    });
    if (!room.closed) this.#opened.set(name, room); // its time may have come while the router was made
    if (this.#closed) room.close(this.#closed);
    else if (!this.records.has(record)) room.close('room-closed'); // deleted meanwhile
    return room;
  }
}

const noBarriers = { locked: false, passcode: false, lobby: false, notBefore: null };
