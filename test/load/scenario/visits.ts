/** Churn: when a peer is inside, and when it leaves and comes back. Pure. */
import { draws } from './draws.ts';
import type { Scenario } from './scenario.ts';

interface Span {
  readonly from: number;
  readonly to: number;
}

const minute = 60_000; // ms
/** Long enough for media to arrive, and to be measured. */
export const shortestVisit = 5_000; // ms
/** How long somebody is away, at least and at most. */
const away = [2_000, 8_000] as const;

/**
 * Leaves are a Poisson process of `churn` in 100 peers and minute, thinned by the shortest visit. Whoever would not be back for a whole visit
 * before the end stays.
 */
export function visitsOf({ seed, churn }: Scenario, number: number, { from, to }: Span): Span[] {
  const random = draws(seed, 'visits', number);
  const mean = churn === 0 ? Infinity : minute / (churn / 100);
  const visits: Span[] = [];
  for (let came = from; ; ) {
    const left = Math.round(came + Math.max(shortestVisit, -Math.log(1 - random.next()) * mean));
    const back = left + random.integer(...away);
    if (!(back + shortestVisit < to)) return [...visits, { from: came, to }];
    visits.push({ from: came, to: left });
    came = back;
  }
}
