/**
 * The log of one room: numbers what happens, folds it into the room's state, and keeps the latest events for those who
 * have seen a little less. Knows nothing of peers or media.
 */
import { applyEvent, emptyRoom } from '../protocol/fold.ts';
import type { RoomSettings } from '../protocol/room-settings.ts';
import type { RoomChange, RoomEvent, RoomState } from '../protocol/room-state.ts';

/** Events kept for those who come back; older ones are only in the state. */
const kept = 256;

export class RoomLog {
  #state: RoomState;
  readonly #recent: RoomEvent[] = [];

  constructor(room: string, settings: RoomSettings) {
    this.#state = emptyRoom(room, settings);
  }

  get state(): RoomState {
    return this.#state;
  }

  /** Makes `change` the next event. */
  append(change: RoomChange): RoomEvent {
    const event: RoomEvent = { ...change, seq: this.#state.seq + 1, at: Date.now() };
    this.#state = applyEvent(this.#state, event);
    this.#recent.push(event);
    if (this.#recent.length > kept) this.#recent.shift();
    return event;
  }

  /** The events after `seq`, oldest first, or undefined when some of them are no longer kept: then only the state helps. */
  since(seq: number): RoomEvent[] | undefined {
    const missing = this.#state.seq - seq;
    if (missing > this.#recent.length) return undefined;
    return missing > 0 ? this.#recent.slice(-missing) : [];
  }
}
