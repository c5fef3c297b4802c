/**
 * The peers of one room, those that nobody sees included: finds them, and tells them events and signals. Decides nothing.
 */
import { keyOf, type Visitor } from '../auth/visitor.ts';
import type { RoomEvent } from '../protocol/room-state.ts';
import type { SignalName, SignalParams } from '../protocol/signals.ts';
import type { Peer } from './peer.ts';

export class Members {
  readonly #peers = new Map<string, Peer>();
  /** Events that not everybody has been told of, the one that is being told first. */
  readonly #untold: RoomEvent[] = [];

  get size(): number {
    return this.#peers.size;
  }

  /** Of those whom others see. */
  get visible(): Peer[] {
    return [...this.#peers.values()].filter(({ hidden }) => !hidden);
  }

  get moderators(): Peer[] {
    return [...this.#peers.values()].filter(({ grant }) => grant.moderator);
  }

  add(peer: Peer): void {
    this.#peers.set(peer.peerId, peer);
  }

  /** Returns false when it was not, or no longer, one of them. */
  delete({ peerId }: Peer): boolean {
    return this.#peers.delete(peerId);
  }

  get(peerId: string): Peer | undefined {
    return this.#peers.get(peerId);
  }

  /** The peer that is the same person, as far as their tokens say. */
  sameAs(visitor: Visitor): Peer | undefined {
    const key = keyOf(visitor);
    return key === undefined ? undefined : this.values().find(peer => keyOf(peer.visitor) === key);
  }

  values(): MapIterator<Peer> {
    return this.#peers.values();
  }

  /** Empties the list and returns who was on it. */
  takeAll(): Peer[] {
    const peers = [...this.#peers.values()];
    this.#peers.clear();
    return peers;
  }

  /** Telling a peer can end it (a reader too slow), which is an event of its own: that one waits until all have this one. */
  tell(event: RoomEvent): void {
    this.#untold.push(event);
    if (this.#untold.length > 1) return;
    for (let next = this.#untold[0]; next; next = this.#untold[0]) {
      try {
        for (const peer of this.#peers.values()) peer.event(next);
      } finally {
        this.#untold.shift();
      }
    }
  }

  signal<S extends SignalName>(name: S, params: SignalParams<S>): void {
    for (const peer of this.#peers.values()) peer.signal(name, params);
  }
}
