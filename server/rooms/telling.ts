/**
 * Tells the transitions of one room and of its peers, with when and to whom they happened, to whoever listens. Decides nothing.
 */
import type { Visitor } from '../auth/visitor.ts';
import type { PeerTransition, RoomTransition, TransitionListener } from './transitions.ts';

/** What of a peer is told with each of its transitions. */
interface Told {
  readonly peerId: string;
  readonly visitor: Pick<Visitor, 'name' | 'identity'>;
}

export class Telling {
  readonly #room: { readonly room: string; readonly roomId: string };
  readonly #listener: TransitionListener;

  constructor(room: { readonly room: string; readonly roomId: string }, listener: TransitionListener) {
    this.#room = room;
    this.#listener = listener;
  }

  ofRoom(transition: RoomTransition): void {
    this.#listener({ at: Date.now(), ...this.#room, ...transition });
  }

  ofPeer({ peerId, visitor: { name, identity } }: Told, transition: PeerTransition): void {
    this.#listener({ at: Date.now(), ...this.#room, peerId, name, identity, ...transition });
  }
}
