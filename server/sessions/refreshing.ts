/**
 * What a peer holds that expires, and is told anew as long as it is inside: its token, its credentials for TURN.
 */
import type { Access } from '../auth/access.ts';
import type { Turn } from '../auth/turn.ts';
import type { Log } from '../log.ts';
import type { Peer } from '../rooms/peer.ts';
import { keepFresh } from './keep-fresh.ts';

export interface Sources {
  readonly access: Access;
  readonly turn: Turn;
  readonly log: Log;
}

/** To be called when it has just been given the first of them. Ends with the returned function. */
export function keepPeerFresh(peer: Peer, sources: Sources): () => void {
  const stops = [keepTokenFresh(peer, sources), keepTurnFresh(peer, sources)];
  return () => {
    for (const stop of stops) stop?.();
  };
}

function keepTokenFresh(peer: Peer, { access, log }: Sources): (() => void) | undefined {
  const { visitor } = peer;
  if (!visitor.token) return undefined;
  return keepFresh({
    expires: visitor.token.expires,
    refresh: () => access.refresh(visitor, peer.grant),
    tell: fresh => peer.signal('token', fresh),
    onFailure: error => log.error({ peer: peer.peerId, err: error }, 'a token could not be refreshed'),
  });
}

function keepTurnFresh(peer: Peer, { turn, log }: Sources): (() => void) | undefined {
  if (turn.seconds === undefined) return undefined;
  return keepFresh({
    expires: Date.now() + turn.seconds * 1_000,
    refresh: async () => turn.issue(peer.peerId),
    tell: fresh => peer.signal('iceServers', fresh),
    onFailure: error =>
      log.error({ peer: peer.peerId, err: error }, 'TURN credentials could not be refreshed'),
  });
}
