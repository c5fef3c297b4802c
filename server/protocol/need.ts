/**
 * Who of many people needs an operator first. Pure: the server orders and cuts its lists by it, and the administration page a room's.
 */
import type { PeerLife } from './timeline.ts';

const levels = { poor: 4, fair: 2, good: 1 } as const;

/** The higher, the more they need somebody to look; 0: they are gone. */
export function needOf({ state, quality }: Pick<PeerLife, 'state' | 'quality'>): number {
  if (state === 'gone') return 0;
  return state === 'away' ? 3 : levels[quality?.level ?? 'good'];
}
