/**
 * Gives whoever is inside a fresh one, in time, of what expires (a token, credentials for TURN), so that they can come back, or find
 * another way, at any moment of a long call. Knows when things expire, not what is in them.
 */
import { timeUntil } from '../lib/time-until.ts';

export interface Expiring {
  /** Milliseconds since 1970. */
  readonly expires: number;
}

export interface Refresh<T extends Expiring> {
  /** Of the one that its bearer has now. */
  readonly expires: number;
  readonly refresh: () => Promise<T>;
  readonly tell: (fresh: T) => void;
  readonly onFailure: (error: unknown) => void;
}

const atLeast = 1_000; // ms between two of them, however short they last
const againAfter = 10_000; // ms, when it failed

/** A fresh one at half of what is left of the last, until the returned function is called. */
export function keepFresh<T extends Expiring>({ expires, refresh, tell, onFailure }: Refresh<T>): () => void {
  let ended = false;
  let timer: NodeJS.Timeout | undefined;
  const wait = (until: number) => {
    timer = setTimeout(() => void renew(), Math.max(atLeast, timeUntil(until)));
  };
  const renew = async () => {
    try {
      const fresh = await refresh();
      if (ended) return;
      tell(fresh);
      wait(halfWayTo(fresh.expires));
    } catch (error) {
      if (ended) return;
      onFailure(error);
      wait(Date.now() + againAfter);
    }
  };
  wait(halfWayTo(expires));
  return () => {
    ended = true;
    clearTimeout(timer);
  };
}

function halfWayTo(time: number): number {
  return (Date.now() + time) / 2;
}
