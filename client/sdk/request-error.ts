/**
 * The error of one refused request. A request that ends because the session ended is a `SessionEnded` instead.
 */
import type { ErrorBody } from '#protocol/jsonrpc.ts';
import type { MethodName } from '#protocol/methods.ts';
import type { ErrorReason } from '#protocol/words.ts';

export class RequestError extends Error {
  readonly method: MethodName;
  readonly reason: ErrorReason;
  /** Path of the parameter at fault, such as `rtpParameters.codecs.0.payloadType`. */
  readonly field: string | undefined;
  /** Seconds after which it makes sense to try again, where the server says so. */
  readonly retryAfter: number | undefined;

  constructor(method: MethodName, body: ErrorBody) {
    super(`${method}: ${body.message}`);
    this.name = 'RequestError';
    this.method = method;
    this.reason = body.data.reason;
    this.field = body.data.field;
    this.retryAfter = body.data.retryAfter;
  }
}

export function isRefusal(error: unknown, reason: ErrorReason): boolean {
  return error instanceof RequestError && error.reason === reason;
}
