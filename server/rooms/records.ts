/**
 * The records of all rooms of this node by name, and how long each is kept: one that the API made until it is deleted or long over, one
 * of a join as long as its room. Who was removed is kept longer, until their tokens have expired.
 */
import { RequestError } from '../errors.ts';
import { timeUntil } from '../lib/time-until.ts';
import type { CloseReason } from '../protocol/words.ts';
import { Revocations } from './revocations.ts';
import { RoomRecord } from './room-record.ts';

export interface RecordsOptions {
  /** So many at most. */
  maxRooms: number;
  /** How long the record of a room that lost its media waits for its people, in milliseconds. */
  keepEmpty: number;
  selfGoverned: boolean;
  /** Whether a room of that name is open, or being opened. */
  inUse: (name: string) => boolean;
  /** Who waits in the lobby of that room has changed. */
  onLobby: (name: string) => void;
}

/** Milliseconds for which it is remembered that the time of a room is over. */
const keepExpired = 3_600_000;

export class Records {
  readonly #options: RecordsOptions;
  readonly #byName = new Map<string, RoomRecord>();
  readonly #timers = new Map<RoomRecord, NodeJS.Timeout>();
  /** How many are on their way into the room, or wait for it. */
  readonly #holds = new Map<RoomRecord, number>();
  /** Who was removed from rooms whose record is gone, while their tokens last. */
  readonly #removed = new Map<string, { removed: Revocations; timer: NodeJS.Timeout }>();

  constructor(options: RecordsOptions) {
    this.#options = options;
  }

  get(name: string): RoomRecord | undefined {
    return this.#byName.get(name);
  }

  /** Of the rooms that are there. */
  values(): RoomRecord[] {
    return [...this.#byName.values()].filter(record => this.isThere(record));
  }

  /**
   * Whether it is the record of a room that one can come into without opening it: one of the API, or one that is open, is being opened, or
   * has lost its media a moment ago.
   */
  isThere(record: RoomRecord): boolean {
    return record.created === 'api' || this.#options.inUse(record.name) || this.#timers.has(record);
  }

  /** Who was removed from the room of that name, now or when there was one. */
  removedFrom(name: string): Revocations | undefined {
    return this.#byName.get(name)?.removed ?? this.#removed.get(name)?.removed;
  }

  /** Throws `conflict` when there is a room of that name, `unavailable` when there are too many. */
  create(name: string, created: 'api' | 'join'): RoomRecord {
    const { maxRooms, selfGoverned } = this.#options;
    const known = this.#byName.get(name);
    if (known && this.isThere(known)) {
      throw new RequestError('conflict', 'room', 'there is a room of that name');
    }
    if (known) this.delete(known);
    if (this.#byName.size >= maxRooms) {
      throw new RequestError('unavailable', undefined, `There are ${maxRooms} rooms, as many as may be.`);
    }
    const onLobby = () => this.#options.onLobby(name);
    const removed = this.#takeRemoved(name);
    const record = new RoomRecord({ name, created, selfGoverned, removed, onLobby });
    this.#byName.set(name, record);
    return record;
  }

  /** Whether it is still the one of its name. */
  has(record: RoomRecord): boolean {
    return this.#byName.get(record.name) === record;
  }

  /** Somebody is on their way in: it is kept until as many calls of `release`. */
  hold(record: RoomRecord): void {
    this.#holds.set(record, (this.#holds.get(record) ?? 0) + 1);
  }

  release(record: RoomRecord): void {
    const holds = (this.#holds.get(record) ?? 0) - 1;
    if (holds > 0) this.#holds.set(record, holds);
    else this.#holds.delete(record);
    this.#settle(record);
  }

  /** A room of the API was set anew: how long it is kept follows from that, also where nobody ever comes. */
  setAnew(record: RoomRecord): void {
    if (record.created !== 'api') return;
    clearTimeout(this.#timers.get(record));
    this.#timers.delete(record);
    this.#settle(record);
  }

  /** Whoever waits for the room is sent away. */
  delete(record: RoomRecord): void {
    this.#forget(record);
    record.lobby.sendAway(new RequestError('room-not-open', undefined, 'The room was closed.'));
  }

  /** Whoever waits for any room is sent away. */
  sendAway(error: RequestError): void {
    for (const { lobby } of [...this.#byName.values()]) lobby.sendAway(error);
  }

  /** Its room is gone. People whose media was lost come back to the room as it was. */
  roomClosed(record: RoomRecord, reason: CloseReason | 'empty'): void {
    if (reason === 'media-lost') this.#later(record, this.#options.keepEmpty);
    if (reason === 'room-closed') record.lobby.sendAway(new RequestError('room-not-open'));
    this.#settle(record);
  }

  /** Idempotent. No timer is left. */
  close(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    for (const { timer } of this.#removed.values()) clearTimeout(timer);
    this.#timers.clear();
    this.#removed.clear();
    this.#byName.clear();
  }

  /** When nothing needs it any more it is forgotten, or looked at again later. */
  #settle(record: RoomRecord): void {
    if (!this.has(record) || this.#timers.has(record)) return;
    if (this.#options.inUse(record.name) || this.#holds.has(record)) return;
    const until = neededUntil(record);
    if (until === Number.POSITIVE_INFINITY) return;
    if (until > Date.now()) this.#later(record, timeUntil(until));
    else this.#forget(record);
  }

  #later(record: RoomRecord, milliseconds: number): void {
    const look = () => {
      this.#timers.delete(record);
      this.#settle(record);
    };
    this.#timers.set(record, setTimeout(look, milliseconds).unref());
  }

  #forget(record: RoomRecord): void {
    clearTimeout(this.#timers.get(record));
    this.#timers.delete(record);
    if (!this.has(record)) return;
    this.#byName.delete(record.name);
    this.#keepRemoved(record);
  }

  #keepRemoved({ name, removed }: Pick<RoomRecord, 'name' | 'removed'>): void {
    if (removed.until <= Date.now()) return;
    const look = () => {
      this.#removed.delete(name);
      this.#keepRemoved({ name, removed });
    };
    this.#removed.set(name, { removed, timer: setTimeout(look, timeUntil(removed.until)).unref() });
  }

  #takeRemoved(name: string): Revocations {
    const kept = this.#removed.get(name);
    clearTimeout(kept?.timer);
    this.#removed.delete(name);
    return kept?.removed ?? new Revocations();
  }
}

/** Milliseconds since 1970; infinity: for good. That its time is over is told for a while to those who come too late. */
function neededUntil({ created, settings: { expires } }: RoomRecord): number {
  const isOver = expires !== null && expires <= Date.now();
  if (created === 'join' && !isOver) return 0;
  return expires === null ? Number.POSITIVE_INFINITY : expires + keepExpired;
}
