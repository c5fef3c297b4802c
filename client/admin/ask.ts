/**
 * Asks the API of this server, with the token in the header. Knows the routes by their table, and no page.
 */
import type { RouteName, RouteResult } from '#protocol/api.ts';
import type { ProblemReason } from '#protocol/problems.ts';
import { type RouteInput, requestOf } from '../node/routes.ts';
import { forgetToken, type SignedOut, token } from './token.ts';

/** `unreachable`: there was no answer in time, or none of Plenum's. */
export type Failure = ProblemReason | 'unreachable';

class AskError extends Error {
  override readonly name = 'AskError';
  readonly reason: Failure;

  constructor(reason: Failure) {
    super(reason);
    this.reason = reason;
  }
}

const patience = 10_000; // ms
const gone: readonly Failure[] = ['not-found', 'unavailable'];
const faults: Partial<Record<Failure, SignedOut>> = {
  'token-required': 'invalid',
  'token-invalid': 'invalid',
  'token-expired': 'expired',
};

/** Rejects with AskError. Where the token is not taken any more, it is forgotten. */
export async function ask<R extends RouteName>(route: R, input: RouteInput<R>): Promise<RouteResult<R>> {
  const used = token.peek() ?? '';
  try {
    return await askWith(used, route, input);
  } catch (error) {
    const fault = faultOf(failureOf(error), route);
    if (fault && token.peek() === used) forgetToken(fault);
    throw error;
  }
}

/** What is wrong with the token, if that is why. Whoever may see anything at all may list rooms. */
export function faultOf(failure: Failure, route: RouteName): SignedOut | undefined {
  return failure === 'not-permitted' && route === 'listRooms' ? 'no-admin' : faults[failure];
}

/** Of what `ask` rejected with; what is no answer to a question is thrown on. */
export function failureOf(error: unknown): Failure {
  if (error instanceof AskError) return error.reason;
  throw error;
}

/** The same with a token that nobody has accepted yet. */
export async function askWith<R extends RouteName>(
  bearer: string,
  route: R,
  input: RouteInput<R>,
): Promise<RouteResult<R>> {
  const { method, path, body = null } = requestOf(route, input);
  const headers = {
    authorization: `Bearer ${bearer}`,
    ...(body !== null && { 'content-type': 'application/json' }),
  };
  const signal = AbortSignal.timeout(patience);
  const response = await fetch(path, { method, headers, body, signal, redirect: 'error' }).catch(() => {
    throw new AskError('unreachable');
  });
  if (response.status === 204) return null as RouteResult<R>;
  const answer: unknown = await response.json().catch(() => {
    throw new AskError('unreachable'); // cut off, or of something in between
  });
  if (response.ok) return answer as RouteResult<R>;
  throw new AskError(reasonIn(answer));
}

/** Undefined where what was asked about is not there, or has just ended. */
export function orNothing<T>(answer: Promise<T>): Promise<T | undefined> {
  return answer.catch((error: unknown) => {
    if (gone.includes(failureOf(error))) return undefined;
    throw error;
  });
}

function reasonIn(answer: unknown): Failure {
  const isProblem = typeof answer === 'object' && answer !== null && 'reason' in answer;
  return isProblem ? (answer.reason as ProblemReason) : 'unreachable';
}
