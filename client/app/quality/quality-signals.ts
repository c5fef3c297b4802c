/**
 * How good the connections of a room are, as signals: one's own and those of the others, as each reports itself.
 */
import { signal } from '@preact/signals';
import type { Quality, Room } from '../../sdk/index.ts';

const good: Quality = { level: 'good', limit: null };

export class QualitySignals {
  readonly own = signal(good);
  /** Who is not in it is good. */
  readonly others = signal<ReadonlyMap<string, Quality>>(new Map());
  readonly #room: Room;

  constructor(room: Room) {
    this.#room = room;
    room.on('quality', quality => {
      this.own.value = quality;
    });
    room.on('qualities', ({ peers }) => {
      this.others.value = new Map(peers.map(({ peerId, level, limit }) => [peerId, { level, limit }]));
    });
    // Whoever is not good there says so to the newcomer.
    room.on('rejoined', () => {
      this.others.value = new Map();
    });
  }

  /** Your own needs no way to the server and back. */
  of(peerId: string): Quality {
    return peerId === this.#room.peerId ? this.own.value : (this.others.value.get(peerId) ?? good);
  }
}
