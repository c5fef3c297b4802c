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

/** False when the browser does not allow it. Pages without encryption have only the old way. */
export async function copy(content: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(content);
    return true;
  } catch {
    return copyTheOldWay(content);
  }
}

function copyTheOldWay(content: string): boolean {
  const focused = document.activeElement;
  const area = document.createElement('textarea');
  area.className = 'unseen';
  area.value = content;
  document.body.append(area);
  area.select();
  const copied = document.execCommand('copy');
  area.remove();
  if (focused instanceof HTMLElement) focused.focus();
  return copied;
}
