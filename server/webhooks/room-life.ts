/**
 * The latest entries of one life of a room, in order and without gaps. Knows nothing of other rooms, nor when it is forgotten itself.
 */
import type { HistoryEntry } from '../protocol/history.ts';

interface Kept {
  entry: HistoryEntry;
  characters: number;
}

export class RoomLife {
  readonly roomId: string;
  readonly room: string;
  readonly #most: { entries: number; characters: number };
  readonly #kept: Kept[] = [];
  #characters = 0;
  #lastSeq = -1;

  constructor(roomId: string, room: string, most: { entries: number; characters: number }) {
    this.roomId = roomId;
    this.room = room;
    this.#most = most;
  }

  /** Of all entries that are kept. */
  get characters(): number {
    return this.#characters;
  }

  get firstSeq(): number {
    return this.#lastSeq - this.#kept.length + 1;
  }

  get lastSeq(): number {
    return this.#lastSeq;
  }

  /** Makes room by dropping the oldest; the new one is always kept. */
  append(entry: HistoryEntry): HistoryEntry {
    const characters = JSON.stringify(entry).length;
    this.#kept.push({ entry, characters });
    this.#characters += characters;
    this.#lastSeq = entry.seq;
    while (this.#kept.length > 1 && this.#isTooMuch())
      this.#characters -= this.#kept.shift()?.characters ?? 0;
    return entry;
  }

  /** The entries after `seq`, or undefined when some of them are no longer kept. */
  since(seq: number, limit: number): HistoryEntry[] | undefined {
    const from = seq + 1 - this.firstSeq;
    if (from < 0) return undefined;
    return this.#kept.slice(from, from + limit).map(({ entry }) => entry);
  }

  #isTooMuch(): boolean {
    return this.#kept.length > this.#most.entries || this.#characters > this.#most.characters;
  }
}
