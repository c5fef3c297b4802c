/**
 * The room as it is seen from outside, asked again now and then while somebody looks at it.
 */
import { effect, signal } from '@preact/signals';
import { RequestError, Room, type RoomPreview, SessionEnded } from '../../sdk/index.ts';
import { isTokenStale, ownToken } from '../attempts.ts';
import { socketUrl } from '../socket-url.ts';
import { forgetGuest, token } from '../token.ts';

const askedEvery = 5_000; // ms

export const seenRoom = signal<RoomPreview | undefined>(undefined);
/** Why the server does not say, as a word of its errors. */
export const seenRefusal = signal<RequestError['reason'] | undefined>(undefined);

/** Not even a socket opened, when it was last tried. */
export const outOfReach = signal(false);

/** Until the returned function is called. Begins anew with another token. */
export function watchRoom(room: string): () => void {
  return effect(() => {
    token.value; // followed
    return watch(room);
  });
}

/** Asks at once and then again, but not while the page is hidden; the next time when the last was answered. */
function watch(room: string): () => void {
  let ended = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asking = false;
  const ask = async () => {
    clearTimeout(timer);
    if (asking || document.hidden) return;
    asking = true;
    const tell = await look(room);
    asking = false;
    if (ended) return;
    tell();
    timer = setTimeout(askNow, askedEvery);
  };
  const askNow = () => void ask();
  document.addEventListener('visibilitychange', askNow);
  askNow();
  return () => {
    ended = true;
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', askNow);
  };
}

/** Never rejects: what else is wrong will be told when joining. */
async function look(room: string): Promise<() => void> {
  try {
    const seen = await Room.preview({ url: socketUrl(), room, ...ownToken() });
    return () => {
      seenRoom.value = seen;
      seenRefusal.value = undefined;
      outOfReach.value = false;
    };
  } catch (error) {
    return () => {
      // Without the token it is asked again, at once.
      if (isTokenStale(error) && forgetGuest(room)) return;
      outOfReach.value = error instanceof SessionEnded;
      if (error instanceof RequestError) seenRefusal.value = error.reason;
    };
  }
}
