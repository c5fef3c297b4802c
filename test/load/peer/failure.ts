/** Why a peer did not get in, or did not stay, in the words of the report. */
import { RequestError } from '../../../client/sdk/request-error.ts';
import { SessionEnded } from '../../../client/sdk/session-end.ts';

/** A word of the protocol, or what was thrown. */
export function failureOf(error: unknown): string {
  if (error instanceof RequestError) return error.reason;
  if (error instanceof SessionEnded) return error.end.reason;
  return error instanceof Error ? error.message : String(error);
}
