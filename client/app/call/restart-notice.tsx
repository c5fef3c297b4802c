/**
 * That the server is about to be restarted, and when: counted down for who sees it, said once to who hears it.
 */
import { useEffect, useState } from 'preact/hooks';
import { spokenSeconds } from '../moments.ts';
import { announce } from '../notices.ts';
import { text } from '../strings/index.ts';
import type { Call } from './call.ts';

/** Not read out when it changes, wherever it stands, but it can be read at any time. */
export function RestartNotice({ call }: { call: Call }) {
  const at = call.restartsAt.value;
  const seconds = useSecondsUntil(at);
  const isTold = at !== undefined;
  useEffect(() => {
    if (isTold) announce(sentence(seconds, spokenSeconds));
  }, [isTold]);
  if (!isTold) return null;
  return (
    <div class="notice warning" role="timer" aria-live="off">
      {sentence(seconds, onClock)}
    </div>
  );
}

function sentence(seconds: number, say: (seconds: number) => string): string {
  const { soon, now, later } = text.restart;
  if (seconds === Number.POSITIVE_INFINITY) return later;
  return seconds === 0 ? now : soon(say(seconds));
}

function onClock(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** Whole ones. `at`: milliseconds since 1970, or infinity. */
function useSecondsUntil(at = Number.POSITIVE_INFINITY): number {
  const [, setNow] = useState(0);
  const isCounted = Number.isFinite(at);
  useEffect(() => {
    if (!isCounted) return;
    const timer = setInterval(() => setNow(Date.now()), 500);
    return () => clearInterval(timer);
  }, [isCounted]);
  return Math.max(0, Math.ceil((at - Date.now()) / 1_000));
}
