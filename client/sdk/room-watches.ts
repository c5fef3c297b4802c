/**
 * What is watched while a call lasts: whether the server is still there, and how good the connection is. Both end with the session.
 */
import type { RoomParts } from './assemble-room.ts';
import { Liveness } from './liveness.ts';
import { QualityWatch } from './quality-watch.ts';
import type { Tell } from './room-events.ts';

/** A session that died silently ends as `timeout`, because the answer to this stays away. */
export function watchSilence({ connection, interest }: RoomParts): void {
  const liveness = new Liveness(() => interest.repeat());
  connection.on('heard', () => liveness.heard());
  connection.on('ended', () => liveness.stop());
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
  media.on('path', () => watch.pathChanged());
  connection.on('ended', () => watch.stop());
}
