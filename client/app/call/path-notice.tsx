/**
 * What the page does about its way to the server, while sound and pictures have none.
 */
import { useEffect, useState } from 'preact/hooks';
import type { PathState } from '../../sdk/index.ts';
import { CheckLink } from '../check/check-link.tsx';
import { announce } from '../notices.ts';
import { useSettled } from '../stage/use-settled.ts';
import { text } from '../strings/index.ts';
import type { Call } from './call.ts';

/** Milliseconds. Every call takes a moment for its way; one that takes longer than a few seconds will hardly find any. */
const unsaidFor = 1_500;
const helpedAfter = 8_000;

export function PathNotice({ call }: { call: Call }) {
  const path = call.path.value;
  const had = useHadPath(path);
  const missing = path === 'connecting' || path === 'interrupted';
  const slow = useSettled(missing, unsaidFor) && missing;
  const stuck = useSettled(missing, helpedAfter) && missing;
  const online = useOnline();
  // Where the server is what is missing, that is said.
  if (!missing || !(slow || had) || call.awaits.value) return null;
  const { network, interrupted, allInterrupted } = text;
  const found = call.connection.value === 'connected' ? interrupted : allInterrupted;
  const sentence = had ? found : network.connecting;
  return (
    <p class="notice warning">
      {online ? sentence : network.offline} {stuck && online && (had ? network.gone : network.noWay)}{' '}
      {stuck && <CheckLink beside />}
    </p>
  );
}

/** Whether there was one before. That it is back is announced: for who sees, it shows. */
function useHadPath(path: PathState): boolean {
  const [had, setHad] = useState(path === 'connected');
  useEffect(() => {
    if (path === 'connected') setHad(true);
  }, [path]);
  const lost = had && path !== 'connected';
  useEffect(() => {
    if (!lost) return;
    return () => announce(text.network.back);
  }, [lost]);
  return had;
}

/** Whether the device has any network at all, as far as the browser knows. */
function useOnline(): boolean {
  const [online, setOnline] = useState(navigator.onLine);
  useEffect(() => {
    const look = () => setOnline(navigator.onLine);
    for (const change of ['online', 'offline']) addEventListener(change, look);
    return () => {
      for (const change of ['online', 'offline']) removeEventListener(change, look);
    };
  }, []);
  return online;
}
