/** The errors that a client is told. Everything else that is thrown is ours alone: logged, and answered as `internal-error`. */
import { type CloseReason, type ErrorReason, errors } from './protocol/words.ts';

export class RequestError extends Error {
  override readonly name = 'RequestError';
  readonly reason: ErrorReason;
  /** Path of the parameter at fault, such as `rtpParameters.codecs.0.payloadType`. */
  readonly field: string | undefined;

  /** `detail` follows the field in the message; without it the reason's own sentence does. */
  constructor(reason: ErrorReason, field?: string, detail: string = errors[reason].sentence) {
    super(field === undefined ? detail : `params.${field}: ${detail}`);
    this.reason = reason;
    this.field = field;
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
