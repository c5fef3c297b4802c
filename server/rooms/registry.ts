/**
 * The rooms of this node by name. A room is opened by the first who asks for it and forgotten when it closes. Owns the rooms.
 */
import type { Log } from '../log.ts';
import type { RoomRouter } from '../media/room-router.ts';
import type { CloseReason } from '../protocol/words.ts';
import { Room } from './room.ts';

export interface RegistryOptions {
  /** Opens a router on some worker. */
  createRouter: () => Promise<RoomRouter>;
  /** How long an empty room is kept, in milliseconds. */
  keepEmpty: number;
  log: Log;
}

export class Registry {
  readonly #options: RegistryOptions;
  readonly #rooms = new Map<string, Promise<Room>>();
  #closed: CloseReason | undefined;

  constructor(options: RegistryOptions) {
    this.#options = options;
  }

  /** Number of rooms, those being opened included. */
  get size(): number {
    return this.#rooms.size;
  }

  /**
   * The room of that name, opened if need be, once however many ask at the same time. Rejects as `createRouter` does; the
   * next one who asks tries anew.
   */
  open(name: string): Promise<Room> {
    const known = this.#rooms.get(name);
    if (known) return known;
    const opening = this.#create(name).catch((error: unknown) => {
      this.#rooms.delete(name);
      throw error;
    });
    this.#rooms.set(name, opening);
    return opening;
  }

  /** Idempotent. Closes every room, also those that are being opened. */
  close(reason: CloseReason): void {
    this.#closed ??= reason;
    for (const opening of this.#rooms.values()) opening.then(room => room.close(reason)).catch(() => {});
  }

  async #create(name: string): Promise<Room> {
    const log = this.#options.log.child({ room: name });
    const router = await this.#options.createRouter();
    const { keepEmpty } = this.#options;
    const room = new Room({ name, router, keepEmpty, log, onClosed: () => this.#rooms.delete(name) });
    log.info('room opened');
    if (this.#closed) room.close(this.#closed);
    return room;
  }
}
