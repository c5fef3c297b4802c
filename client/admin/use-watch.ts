/**
 * Asks again and again while somebody can see the page: every two seconds, one question after the other, so that a slow server is not asked
 * faster than it answers.
 */
import { useEffect, useState } from 'preact/hooks';
import { type Failure, failureOf } from './ask.ts';

const pause = 2_000; // ms

export interface Watched<T> {
  /** The last answer; undefined: there was none yet. */
  readonly value: T | undefined;
  /** Why the last question was not answered. */
  readonly failure: Failure | undefined;
}

/** `key` says what is asked about: another one begins anew, with no answer. */
export function useWatch<T>(key: string, load: () => Promise<T>): Watched<T> & { again(): void } {
  const [watched, setWatched] = useState<Watched<T> & { key?: string }>(nothing);
  const [round, setRound] = useState(0);
  useEffect(
    () =>
      repeat(async isOver => {
        const asked = await load().then(
          value => ({ value, failure: undefined }),
          (error: unknown) => ({ failure: failureOf(error) }),
        );
        if (isOver()) return;
        setWatched(before => ({ ...(before.key === key ? before : nothing), ...asked, key }));
      }),
    [key, round],
  );
  const { value, failure } = watched.key === key ? watched : nothing;
  return { value, failure, again: () => setRound(before => before + 1) };
}

const nothing = { value: undefined, failure: undefined };

/** Runs `step` at once and after each pause; waits where nobody sees the page. Returns what ends it. */
function repeat(step: (isOver: () => boolean) => Promise<void>): () => void {
  let over = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const run = async () => {
    timer = undefined;
    if (document.visibilityState === 'visible') await step(() => over);
    if (!over) timer = setTimeout(() => void run(), pause);
  };
  const look = () => {
    if (timer === undefined) return; // a question is under way
    clearTimeout(timer);
    void run();
  };
  document.addEventListener('visibilitychange', look);
  void run();
  return () => {
    over = true;
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', look);
  };
}
