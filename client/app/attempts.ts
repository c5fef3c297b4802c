/**
 * Getting into a room: once, or again and again while it is only not open yet. Shows nothing.
 */
import { type JoinOptions, RequestError, Room, SessionEnded } from '../sdk/index.ts';
import { wayAfter } from './refusals.ts';
import { forgetGuest, token } from './token.ts';

/** Milliseconds between two attempts: a room may open before its time, and clocks differ. */
const soonest = 5_000;
const latest = 60_000;

/**
 * Joins with the token there is at that moment. `onEarly` is called before each time that it waits, with when the room opens, in
 * milliseconds since 1970, or null if that is not known. Rejects as `Room.join`, or with the reason of `until`.
 */
export async function enter(
  options: JoinOptions,
  until: AbortSignal,
  onEarly: (opens: number | null) => void,
): Promise<Room> {
  for (let waits = false; ; waits = true) {
    try {
      return await Room.join({ ...options, ...ownToken() });
    } catch (error) {
      until.throwIfAborted();
      if (isTokenStale(error) && forgetGuest(options.room)) continue;
      if (!isPassing(error, waits)) throw error;
      const opens = await opensAt(options, error);
      onEarly(opens);
      await pause(Math.min(latest, Math.max(soonest, (opens ?? 0) - Date.now())), until);
    }
  }
}

export function ownToken(): { token?: string } {
  return token.value ? { token: token.value } : {};
}

export function isTokenStale(error: unknown): boolean {
  return error instanceof RequestError && /^token-(invalid|expired)$/.test(error.reason);
}

/** Whoever waits already is not sent away by a network that fails for a moment. */
function isPassing(error: unknown, waits: boolean): boolean {
  if (!(error instanceof RequestError)) return waits && error instanceof SessionEnded;
  return wayAfter(error.reason) === 'wait' || (waits && error.reason === 'rate-limited');
}

async function opensAt({ url, room }: JoinOptions, error: unknown): Promise<number | null> {
  if (!(error instanceof RequestError) || error.reason !== 'too-early') return null;
  return Room.preview({ url, room, ...ownToken() }).then(
    ({ notBefore }) => notBefore,
    () => null,
  );
}

/** Rejects when it is called off. */
function pause(milliseconds: number, until: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      until.removeEventListener('abort', stop);
      resolve();
    }, milliseconds);
    const stop = () => {
      clearTimeout(timer);
      reject(until.reason);
    };
    if (until.aborted) stop();
    else until.addEventListener('abort', stop, { once: true });
  });
}
