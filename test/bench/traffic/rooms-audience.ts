/** Audiences of several rooms, as one: a packet is sent in each. */
import type { Audience, Totals } from './audience.ts';

export class RoomsAudience implements Audience {
  readonly #rooms: readonly Audience[];

  constructor(rooms: readonly Audience[]) {
    this.#rooms = rooms;
  }

  get subscribers(): number {
    return this.#rooms.reduce((sum, { subscribers }) => sum + subscribers, 0);
  }

  set onDelay(listener: (milliseconds: number) => void) {
    for (const room of this.#rooms) room.onDelay = listener;
  }

  send(): void {
    for (const room of this.#rooms) room.send();
  }

  totals(): Totals {
    const totals = this.#rooms.map(room => room.totals());
    return {
      received: totals.reduce((sum, { received }) => sum + received, 0),
      bytes: totals.reduce((sum, { bytes }) => sum + bytes, 0),
    };
  }

  close(): void {
    for (const room of this.#rooms) room.close();
  }
}
