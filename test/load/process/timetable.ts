/** What the peers of a process do, one after the other. Pure. */
import type { PlannedPeer } from '../scenario/scenario.ts';

export interface Entry {
  /** Milliseconds from the beginning. */
  readonly at: number;
  /** Index among the peers. */
  readonly peer: number;
  readonly does: 'join' | 'leave' | 'speak' | 'fall silent';
}

/** In order of time; what is at the same time in the order of the peers. */
export function timetableOf(peers: readonly PlannedPeer[]): Entry[] {
  return peers
    .flatMap(({ visits, speaking }, peer) => [
      ...visits.flatMap(({ from, to }) => [
        { at: from, peer, does: 'join' as const },
        { at: to, peer, does: 'leave' as const },
      ]),
      ...speaking.flatMap(({ from, to }) => [
        { at: from, peer, does: 'speak' as const },
        { at: to, peer, does: 'fall silent' as const },
      ]),
    ])
    .sort((a, b) => a.at - b.at);
}
