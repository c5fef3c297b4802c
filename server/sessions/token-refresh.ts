/**
 * Gives whoever came with a token a fresh one in time, as long as they are inside, so that they can come back at any moment of a long
 * call. Knows how long tokens last, not what is in them.
 */
import { timeUntil } from '../lib/time-until.ts';

export interface TokenRefresh {
  /** Milliseconds since 1970: when the token expires that the bearer has now. */
  readonly expires: number;
  readonly refresh: () => Promise<{ token: string; expires: number }>;
  readonly tell: (fresh: { token: string; expires: number }) => void;
  readonly onFailure: (error: unknown) => void;
}

const atLeast = 1_000; // ms between two of them, however short tokens last
const againAfter = 10_000; // ms, when it failed

/** A fresh one at half of what is left of the last, until the returned function is called. */
export function keepTokenFresh({ expires, refresh, tell, onFailure }: TokenRefresh): () => void {
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
