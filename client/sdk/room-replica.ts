/**
 * This peer's replica of the room's state: a snapshot from joining, and the fold of every event since. Tells nobody.
 */
import { applyEvent, emptyRoom } from '#protocol/fold.ts';
import type { RoomEvent, RoomState } from '#protocol/room-state.ts';

export class RoomReplica {
  #peerId = '';
  #state: RoomState = emptyRoom('');

  /** Your own; empty before `begin`. */
  get peerId(): string {
    return this.#peerId;
  }

  /** Never changed: replaced. */
  get state(): RoomState {
    return this.#state;
  }

  /** Hidden peers are in nobody's list, not even in their own. */
  get isHidden(): boolean {
    return !this.#state.peers[this.#peerId];
  }

  begin({ peerId, state }: { peerId: string; state: RoomState }): void {
    this.#peerId = peerId;
    this.#state = state;
  }

  /** So much was missed that the server tells the whole anew. */
  replace(state: RoomState): void {
    this.#state = state;
  }

  /** Returns the state after the event. Throws when one before it is missing: the state would be wrong from here on. */
  apply(event: RoomEvent): RoomState {
    this.#state = applyEvent(this.#state, event);
    return this.#state;
  }

  /** Also when there is no such producer (any more). */
  isPaused(peerId: string, producerId: string): boolean {
    return this.#state.peers[peerId]?.producers[producerId]?.paused ?? true;
  }
}
