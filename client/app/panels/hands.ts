/**
 * Who has raised a hand, in the order in which they did. Pure.
 */
import type { PeerState, RoomState } from '../../sdk/index.ts';

/** First in line is first. */
function handsInOrder({ peers }: Pick<RoomState, 'peers'>): PeerState[] {
  const raised = Object.values(peers).filter(({ handRaisedAt }) => handRaisedAt !== null);
  return raised.sort((a, b) => (a.handRaisedAt ?? 0) - (b.handRaisedAt ?? 0));
}

/** Place in line of the peer, from 1; undefined: no hand is raised. */
export function placeInLine(state: Pick<RoomState, 'peers'>, peerId: string): number | undefined {
  const index = handsInOrder(state).findIndex(peer => peer.peerId === peerId);
  return index < 0 ? undefined : index + 1;
}

/** Hands first, in order, then yourself, then the others as they came. */
export function peopleInOrder(state: Pick<RoomState, 'peers'>, ownId: string): PeerState[] {
  const raised = handsInOrder(state);
  const rest = Object.values(state.peers).filter(peer => !raised.includes(peer));
  return [
    ...raised,
    ...rest.filter(({ peerId }) => peerId === ownId),
    ...rest.filter(({ peerId }) => peerId !== ownId),
  ];
}
