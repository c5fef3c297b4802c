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
  readonly #ownId: string;

  constructor(room: Room) {
    this.#ownId = room.peerId;
    room.on('quality', quality => {
      this.own.value = quality;
    });
    room.on('qualities', ({ peers }) => {
      this.others.value = new Map(peers.map(({ peerId, level, limit }) => [peerId, { level, limit }]));
    });
  }

  /** Your own needs no way to the server and back. */
  of(peerId: string): Quality {
    return peerId === this.#ownId ? this.own.value : (this.others.value.get(peerId) ?? good);
  }
}
