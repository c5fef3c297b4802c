/**
 * What is watched while a call lasts: whether the server is still there, the network, the page, and how good the connection is. All end
 * with the session.
 */
import type { RoomParts } from './assemble-room.ts';
import { Liveness } from './liveness.ts';
import { watchNetworkChanges } from './network-changes.ts';
import { QualityWatch } from './quality-watch.ts';
import type { Tell } from './room-events.ts';
import { watchWaking } from './waking.ts';

/** After these less arrives, as it should. */
const quieter: ReadonlySet<string> = new Set(['producerPaused', 'producerRemoved', 'peerLeft']);

/** A socket that died is replaced; another network is no reason to wait, neither for a socket nor for a path of media. */
export function watchNetwork({ connection, incoming, interest, media }: RoomParts): void {
  const liveness = new Liveness({ ask: () => interest.repeat(), onDead: () => connection.drop() });
  liveness.start();
  connection.on('heard', () => liveness.heard());
  connection.on('state', state => {
    if (state === 'connected') liveness.start();
    else liveness.stop();
  });
  const doubt = () => {
    liveness.doubt();
    connection.hurry();
    media.networkChanged();
  };
  const unwatch = [watchNetworkChanges(doubt), watchWaking(doubt)];
  // What took the path away has often taken the socket as well, and without one no other path is found.
  media.on('path', state => {
    if (state === 'interrupted') liveness.doubt();
  });
  media.on('silent', () => liveness.doubt());
  incoming.follow('event', ({ type }) => {
    if (quieter.has(type)) media.expectLess();
  });
  connection.on('ended', () => {
    liveness.stop();
    for (const end of unwatch) end();
  });
}

/** Who closes the page leaves: a socket that only breaks keeps the seat, and the others would wait for somebody who is gone. */
export function watchPage({ connection }: RoomParts): void {
  // A page that may be shown again, as it was, can resume.
  const goodbye = ({ persisted }: PageTransitionEvent) => {
    if (!persisted) connection.close('left');
  };
  globalThis.addEventListener?.('pagehide', goodbye);
  connection.on('ended', () => globalThis.removeEventListener?.('pagehide', goodbye));
}

export function watchQuality({ connection, incoming, media, replica }: RoomParts, tell: Tell): void {
  const watch = new QualityWatch({
    stats: () => media.stats(),
    pathState: () => media.pathState,
    isPaused: ({ peerId, producerId }) => replica.isPaused(peerId, producerId),
    // Others see no hidden peer, and so do not see it badly.
    report: async quality => {
      if (!replica.isHidden) await connection.request('reportQuality', quality);
    },
    changed: quality => tell('quality', quality),
  });
  incoming.follow('qualities', others => watch.setOthers(others));
  connection.on('rejoined', () => watch.begin());
  media.on('path', () => watch.pathChanged());
  connection.on('ended', () => watch.stop());
}
