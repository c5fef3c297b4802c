/** What a client is told of an error that its request ran into. Knows no request. */
import { RequestError } from '../errors.ts';
import { GoneError } from '../lib/adopt.ts';

/** What is no fault of the client but of the moment, it may try again; the rest is ours: `internal-error`. */
export function refusalFor(error: unknown): RequestError {
  if (error instanceof RequestError) return error;
  return new RequestError(error instanceof GoneError ? 'unavailable' : 'internal-error');
}
