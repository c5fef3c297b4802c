/**
 * What happened to the rooms, kept for a while for those who follow from outside and may be late. Bounded in entries, in characters
 * and in time. Knows nothing of who reads it.
 */
import type { HistoryEntry, RoomEndReason } from '../protocol/history.ts';
import type { RoomEvent } from '../protocol/room-state.ts';
import type { RoomObserver } from '../rooms/room-observer.ts';
import { RoomLife } from './room-life.ts';

export interface HistoryBounds {
  /** Entries kept of one room, and characters of their events (as JSON). */
  entries: number;
  characters: number;
  /** How long a closed room is kept, in milliseconds. */
  keepClosed: number;
  /** So many closed rooms are kept, with so many characters in all. */
  closedRooms: number;
  closedCharacters: number;
}

const usualBounds: HistoryBounds = {
  entries: 10_000,
  characters: 4_000_000,
  keepClosed: 3_600_000,
  closedRooms: 1_000,
  closedCharacters: 64_000_000,
};

export interface HistoryOptions {
  bounds?: Partial<HistoryBounds>;
  /** The clock, in milliseconds since 1970. */
  now?: () => number;
}

type Listener = (entry: HistoryEntry) => void;

export class RoomHistory implements RoomObserver {
  readonly #bounds: HistoryBounds;
  readonly #now: () => number;
  readonly #lives = new Map<string, RoomLife>();
  /** Those of `#lives` that have ended, the one that ended first in front. */
  readonly #closed = new Map<RoomLife, { since: number }>();
  /** The ids of `#lives` by the name of the room, oldest first. */
  readonly #byName = new Map<string, Set<string>>();
  #closedCharacters = 0;
  readonly #listeners = new Set<Listener>();

  constructor({ bounds, now = Date.now }: HistoryOptions = {}) {
    this.#bounds = { ...usualBounds, ...bounds };
    this.#now = now;
  }

  opened({ roomId, room, settings, at }: Parameters<RoomObserver['opened']>[0]): void {
    this.#forget();
    const life = new RoomLife(roomId, room, this.#bounds);
    this.#lives.set(roomId, life);
    this.#byName.set(room, (this.#byName.get(room) ?? new Set<string>()).add(roomId));
    this.#tell(life.append({ ...entryAt(life, 0, at), type: 'roomOpened', settings }));
  }

  happened(roomId: string, event: RoomEvent): void {
    const life = this.#lives.get(roomId);
    if (!life || this.#closed.has(life)) return;
    // A union of pairs: that type and event belong together is more than the compiler follows here.
    const entry = { ...entryAt(life, event.seq, event.at), type: event.type, event } as HistoryEntry;
    this.#tell(life.append(entry));
  }

  closed(roomId: string, { reason, at }: { reason: RoomEndReason; at: number }): void {
    const life = this.#lives.get(roomId);
    if (!life || this.#closed.has(life)) return;
    const entry = life.append({ ...entryAt(life, life.lastSeq + 1, at), type: 'roomClosed', reason });
    this.#closed.set(life, { since: this.#now() });
    this.#closedCharacters += life.characters;
    this.#forget();
    this.#tell(entry);
  }

  /**
   * The entries after `seq` (-1: from the beginning), oldest first, at most `limit`. Undefined when some of them, or all of the
   * room, are no longer kept.
   */
  since(roomId: string, seq: number, limit: number): HistoryEntry[] | undefined {
    this.#forget();
    return this.#lives.get(roomId)?.since(seq, limit);
  }

  /** The number of the oldest entry that is kept of a room, or undefined when it is not kept at all. */
  oldest(roomId: string): number | undefined {
    this.#forget();
    return this.#lives.get(roomId)?.firstSeq;
  }

  /** The ids of all lives that are kept of the room of that name, newest first. */
  lives(room: string): string[] {
    this.#forget();
    return [...(this.#byName.get(room) ?? [])].reverse();
  }

  /** `listener` is called with every entry from now on, and must not throw. Returns the function that ends it. */
  subscribe(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  #tell(entry: HistoryEntry): void {
    for (const listener of this.#listeners) listener(entry);
  }

  /** Done whenever somebody comes: what nobody asks for any more may stay, within its bounds. */
  #forget(): void {
    const { closedRooms, closedCharacters, keepClosed } = this.#bounds;
    for (const [life, { since }] of this.#closed) {
      const isTooMuch = this.#closed.size > closedRooms || this.#closedCharacters > closedCharacters;
      if (!isTooMuch && this.#now() - since < keepClosed) return;
      this.#drop(life);
    }
  }

  #drop(life: RoomLife): void {
    this.#closed.delete(life);
    this.#closedCharacters -= life.characters;
    this.#lives.delete(life.roomId);
    const ids = this.#byName.get(life.room);
    ids?.delete(life.roomId);
    if (ids?.size === 0) this.#byName.delete(life.room);
  }
}

function entryAt({ roomId, room }: RoomLife, seq: number, at: number) {
  return { id: `${roomId}.${seq}`, roomId, room, seq, at };
}
