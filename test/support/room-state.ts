/**
 * Rooms and peers for tests, as the protocol tells them: only what a test is about has to be written down.
 */
import { emptyRoom } from '#protocol/fold.ts';
import type { Grant } from '#protocol/grant.ts';
import type { PeerState, RoomState } from '#protocol/room-state.ts';
import { sources } from '#protocol/words.ts';

/** What a peer may do that nobody restricted, with what is told otherwise. */
export function aGrant(other: Partial<Grant> = {}): Grant {
  return { canPublish: [...sources], canSubscribe: true, canSend: true, moderator: false, ...other };
}

/** A peer that publishes nothing, came without a token, and is called like its id. */
export function aPeer(other: Partial<PeerState> & Pick<PeerState, 'peerId'>): PeerState {
  return {
    name: other.peerId,
    identity: null,
    grant: aGrant(),
    joinedAt: 1,
    handRaisedAt: null,
    producers: {},
    ...other,
  };
}

/** A room with these peers, in this order. */
export function aRoom({
  peers = [],
  ...other
}: Partial<Omit<RoomState, 'peers'>> & { peers?: PeerState[] } = {}): RoomState {
  const byId = Object.fromEntries(peers.map(peer => [peer.peerId, peer]));
  return { ...emptyRoom('blue'), ...other, peers: byId };
}
