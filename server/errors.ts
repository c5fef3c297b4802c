/** The errors that a client is told. Everything else that is thrown is ours alone: logged, and answered as `internal-error`. */
import type { ErrorData } from './protocol/jsonrpc.ts';
import { type CloseReason, type ErrorReason, errors } from './protocol/words.ts';

export class RequestError extends Error {
  override readonly name = 'RequestError';
  readonly reason: ErrorReason;
  /** Path of the parameter at fault, such as `rtpParameters.codecs.0.payloadType`. */
  readonly field: string | undefined;
  /** Whole seconds, at least 1: when it makes sense to try again. */
  readonly retryAfter: number | undefined;

  /** `detail` follows the field in the message; without it the reason's own sentence does. */
  constructor(
    reason: ErrorReason,
    field?: string,
    detail: string = errors[reason].sentence,
    retryAfter?: number,
  ) {
    super(field === undefined ? detail : `params.${field}: ${detail}`);
    this.reason = reason;
    this.field = field;
    this.retryAfter = retryAfter;
  }

  /** Not now, but perhaps after so many seconds, of which a whole number is told. */
  static later(reason: ErrorReason, seconds: number): RequestError {
    return new RequestError(reason, undefined, undefined, Math.max(1, Math.ceil(seconds)));
  }

  /** As it travels. */
  get data(): ErrorData {
    const { reason, field, retryAfter } = this;
    return {
      reason,
      ...(field !== undefined && { field }),
      ...(retryAfter !== undefined && { retryAfter }),
    };
  }
}

/** The peer that a request is about has ended, for that reason: whoever asks is told as if they had been there. */
export class PeerEnded extends Error {
  override readonly name = 'PeerEnded';
  readonly reason: CloseReason;

  constructor(reason: CloseReason) {
    super(`the peer has ended: ${reason}`);
    this.reason = reason;
  }
}
