/**
 * Getting into a room: once, or again and again while it is only not open yet, or the server takes nobody for the moment. Shows nothing.
 */
import { type JoinOptions, RequestError, Room, SessionEnded } from '../sdk/index.ts';
import { wayAfter } from './refusals.ts';
import { forgetGuest, token } from './token.ts';

/** Milliseconds between two attempts: a room may open before its time, and clocks differ. */
const soonest = 5_000;
const latest = 60_000;

/** Why it waits: as the server said last, whatever went wrong since. `opens`: milliseconds since 1970; null: not known. */
export interface Wait {
  readonly reason: string;
  readonly opens: number | null;
}

/**
 * Joins with the token there is at that moment. `onWait` is called before each time that it waits. Rejects as `Room.join`, or with the
 * reason of `until`.
 */
export async function enter(
  options: JoinOptions,
  until: AbortSignal,
  onWait: (wait: Wait) => void,
): Promise<Room> {
  for (let reason: string | undefined; ; ) {
    try {
      return await Room.join({ ...options, ...ownToken() });
    } catch (error) {
      until.throwIfAborted();
      if (isTokenStale(error) && forgetGuest(options.room)) continue;
      const said = reasonToWait(error);
      if (!said && !(reason && isPassing(error))) throw error;
      reason = said ?? reason ?? '';
      const opens = await opensAt(options, error);
      onWait({ reason, opens });
      await pause(askedFor(error) ?? Math.min(latest, Math.max(soonest, (opens ?? 0) - Date.now())), until);
    }
  }
}

export function ownToken(): { token?: string } {
  return token.value ? { token: token.value } : {};
}

export function isTokenStale(error: unknown): boolean {
  return error instanceof RequestError && /^token-(invalid|expired)$/.test(error.reason);
}

function reasonToWait(error: unknown): string | undefined {
  return error instanceof RequestError && wayAfter(error.reason) === 'wait' ? error.reason : undefined;
}

/** Whoever waits already is not sent away by a network that fails for a moment, or by a server that is being restarted. */
function isPassing(error: unknown): boolean {
  return error instanceof RequestError ? error.reason === 'rate-limited' : error instanceof SessionEnded;
}

/** Milliseconds after which the server wants to be asked again, and up to half as long more: not everybody at the same moment. */
function askedFor(error: unknown): number | undefined {
  if (!(error instanceof RequestError) || error.retryAfter === undefined) return undefined;
  return error.retryAfter * 1_000 * (1 + Math.random() / 2);
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
