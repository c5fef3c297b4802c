/**
 * What a client is told when the engine refuses its media: mediasoup checks parameters in Node and again in the worker, and
 * throws plain errors for both.
 */
import { RequestError } from '../errors.ts';
import { GoneError } from '../lib/adopt.ts';

/**
 * `unavailable` when `owner` (transport or router) has died, which is no fault of the client; else `unsupported`, naming
 * `field`. A RequestError stays what it is.
 */
export function engineRefusal(
  error: unknown,
  owner: { readonly closed: boolean },
  field: string,
): RequestError {
  if (error instanceof RequestError) return error;
  if (owner.closed || error instanceof GoneError) return new RequestError('unavailable');
  const detail = error instanceof Error ? error.message.slice(0, 200) : undefined;
  return new RequestError('unsupported', field, detail);
}
