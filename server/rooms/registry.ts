/**
 * The rooms of this node by name. A room is opened by the first who asks for it and forgotten when it closes. Owns the rooms.
 */
import { RequestError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { RoomRouter } from '../media/room-router.ts';
import type { PeerState } from '../protocol/room-state.ts';
import type { Limits } from '../protocol/signals.ts';
import type { CloseReason } from '../protocol/words.ts';
import type { JoinRequest } from './assemble-peer.ts';
import type { Peer } from './peer.ts';
import { Room } from './room.ts';

export interface RegistryOptions {
  /** Opens a router on some worker. */
  createRouter: () => Promise<RoomRouter>;
  /** How long an empty room is kept, in milliseconds. */
  keepEmpty: number;
  /** What one peer may do. */
  limits: Limits;
  log: Log;
}

export class Registry {
  readonly #options: RegistryOptions;
  /** Open or being opened. */
  readonly #rooms = new Map<string, Promise<Room>>();
  readonly #opened = new Map<string, Room>();
  #closed: CloseReason | undefined;

  constructor(options: RegistryOptions) {
    this.#options = options;
  }

  /** Number of rooms, those being opened included. */
  get size(): number {
    return this.#rooms.size;
  }

  /**
   * Lets a peer into the room of that name, which is opened if need be. As `Room.join`; throws `unavailable` too when no
   * worker can open a room.
   */
  async join(
    name: string,
    request: JoinRequest,
    applicant: { readonly closed: boolean },
  ): Promise<{ room: Room; peer: Peer }> {
    if (this.#closed) throw new RequestError('unavailable');
    const room = await this.#open(name);
    return { room, peer: await room.join(request, applicant) };
  }

  /** Who is in the room of that name, those who came first first. Nobody, when there is no such room: asking opens none. */
  peersIn(name: string): PeerState[] {
    return Object.values(this.#opened.get(name)?.state.peers ?? {});
  }

  /** Opened once, however many ask at the same time; after a failure the next one who asks tries anew. */
  #open(name: string): Promise<Room> {
    const known = this.#rooms.get(name);
    if (known) return known;
    const opening = this.#create(name).catch((error: unknown) => {
      this.#rooms.delete(name);
      this.#options.log.error({ room: name, err: error }, 'a room could not be opened');
      throw new RequestError('unavailable');
    });
    this.#rooms.set(name, opening);
    return opening;
  }

  /** Idempotent. Closes every room; one that is being opened is closed as soon as it is. */
  close(reason: CloseReason): void {
    this.#closed ??= reason;
    for (const room of this.#opened.values()) room.close(reason);
  }

  async #create(name: string): Promise<Room> {
    const log = this.#options.log.child({ room: name });
    const router = await this.#options.createRouter();
    const onClosed = () => {
      this.#rooms.delete(name);
      this.#opened.delete(name);
    };
    const { keepEmpty, limits } = this.#options;
    const room: Room = new Room({ name, router, keepEmpty, limits, log, onClosed });
    this.#opened.set(name, room);
    log.info('room opened');
    if (this.#closed) room.close(this.#closed);
    return room;
  }
}
