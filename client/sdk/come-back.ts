/**
 * One attempt to come back over a new socket: to the seat or, where that is gone, as somebody who joins anew. Says which refusals are
 * worth another attempt. Knows no media and no room: it is handed what to join with.
 */
import type { Params, Result } from '#protocol/methods.ts';
import type { SignalParams } from '#protocol/signals.ts';
import type { Connection } from './connection.ts';
import { isRefusal, RequestError } from './request-error.ts';

/** What it takes to come back. */
export interface Seat {
  /** undefined: a server has said that the seat is gone. */
  resumeToken: string | undefined;
  seatSeconds: number;
  /** Of the last event that is known. */
  seq: () => number;
  entrance: Entrance;
}

/** How to join anew what one was in. */
export interface Entrance {
  /** For a server that says `hello` like this. Rejects with SessionEnded where this client can take no part there. */
  params(hello: SignalParams<'hello'>): Promise<Params<'join'>>;
  /** Whether there is reason to ask again at once, with other `params`: the token was no more than a guest's. */
  dropToken(refusal: RequestError): boolean;
}

export type CameBack = { readonly resumed: Result<'resume'> } | { readonly joined: Result<'join'> };

/** `joining` is called before the request to join, which may take as long as the server likes. Rejects as a request does. */
export async function comeBack(
  connection: Connection,
  hello: SignalParams<'hello'>,
  seat: Seat,
  joining: () => void,
): Promise<CameBack> {
  const { resumeToken } = seat;
  if (resumeToken !== undefined) {
    try {
      return { resumed: await connection.request('resume', { resumeToken, seq: seat.seq() }) };
    } catch (error) {
      if (!isRefusal(error, 'seat-gone')) throw error;
      seat.resumeToken = undefined;
    }
  }
  joining();
  return { joined: await joinAnew(connection, hello, seat.entrance) };
}

async function joinAnew(
  connection: Connection,
  hello: SignalParams<'hello'>,
  entrance: Entrance,
): Promise<Result<'join'>> {
  const join = async () => connection.request('join', await entrance.params(hello));
  try {
    return await join();
  } catch (error) {
    if (!(error instanceof RequestError) || !entrance.dropToken(error)) throw error;
    return join();
  }
}

// The last one: whoever may open the room comes back a moment later.
const passing: ReadonlySet<string> = new Set([
  'busy',
  'draining',
  'unavailable',
  'rate-limited',
  'internal-error',
  'room-not-open',
]);

/** Whether the same may be granted a moment later. */
export function isPassing({ reason }: RequestError): boolean {
  return passing.has(reason);
}
