/**
 * What a person hands to support: the numbers behind one tile as JSON. Without names, the room, addresses and the numbers of others.
 */
import type { CallStats, Quality } from '../../sdk/index.ts';
import type { About } from './details-rows.ts';

export interface Circumstances {
  quality: Quality;
  ownQuality: Quality;
  /** bit/s, one for each second, the oldest first. */
  bitrates: readonly number[];
  userAgent: string;
  date: Date;
}

export function supportText(stats: CallStats, about: About, circumstances: Circumstances): string {
  const { date, ...others } = circumstances;
  return JSON.stringify(
    {
      date: date.toISOString(),
      ...others,
      about,
      sent: about.own ? stats.sent : [],
      received: stats.received.filter(({ peerId }) => peerId === about.peerId),
      sendPath: stats.sendPath,
      recvPath: stats.recvPath,
    },
    null,
    2,
  );
}
