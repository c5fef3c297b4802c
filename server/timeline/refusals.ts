/**
 * Who was not let in lately. Bounded in number, because anybody can be refused as often as they like, and in time. Knows nothing of who was
 * let in.
 */
import type { TimelineEntry } from '../protocol/timeline.ts';
import type { Transition } from '../rooms/transitions.ts';

export class Refusals {
  readonly #most: number;
  /** Oldest first. */
  readonly #kept: { readonly room: string; readonly entry: TimelineEntry }[] = [];

  constructor(most: number) {
    this.#most = most;
  }

  of(room: string): TimelineEntry[] {
    return this.#kept.filter(each => each.room === room).map(({ entry }) => entry);
  }

  append({ room, ...told }: Transition & { type: 'joinRefused' }, seq: number): void {
    // The name of the room is as they wrote it.
    this.#kept.push({ room: room.normalize('NFC'), entry: { ...told, seq, peerId: null } });
    if (this.#kept.length > this.#most) this.#kept.shift();
  }

  /** Those of which `isOver` is true, from when they were refused. */
  forget(isOver: (since: number) => boolean): void {
    const first = this.#kept.findIndex(({ entry }) => !isOver(entry.at));
    this.#kept.splice(0, first === -1 ? this.#kept.length : first);
  }
}
