/**
 * Why a session ended, as a word and a sentence: the server's close reasons, those that only a client can see and, where the
 * server did not let one in again, its refusals. Knows WebSocket close codes and words, no socket.
 */
import { type CloseReason, closeReasons, type ErrorReason, errors } from '#protocol/words.ts';

const seenByClientOnly = {
  unreachable: 'The server cannot be reached.',
  lost: 'The connection to the server was lost.',
  'frame-too-long': 'The client sent more in one message than the server accepts.',
  'unsupported-browser': 'This browser cannot take part in calls.',
  ended: 'The server ended the connection.',
} as const;

export type EndReason = CloseReason | keyof typeof seenByClientOnly;

export interface SessionEnd {
  /** A word of refusals: somebody whose seat was gone was not let in again. */
  reason: EndReason | ErrorReason;
  sentence: string;
  /** The WebSocket close code; 0 when there was no WebSocket to close. */
  code: number;
}

/** Every request, and the join itself, is rejected with this once the session has ended. */
export class SessionEnded extends Error {
  readonly end: SessionEnd;

  constructor(end: SessionEnd, cause?: unknown) {
    super(end.sentence, { cause });
    this.name = 'SessionEnded';
    this.end = end;
  }
}

export function endBecause(reason: SessionEnd['reason'], code?: number): SessionEnd {
  if (reason in closeReasons) {
    const known = closeReasons[reason as CloseReason];
    return { reason, sentence: known.sentence, code: code ?? known.code };
  }
  if (reason in errors) return { reason, sentence: errors[reason as ErrorReason].sentence, code: code ?? 0 };
  return { reason, sentence: seenByClientOnly[reason as keyof typeof seenByClientOnly], code: code ?? 0 };
}

/**
 * What a close frame means. `opened`: whether the WebSocket handshake had succeeded; without that, browsers tell 1006 for every cause.
 * An application code that is not in the list comes from a newer server: `ended`, with its word in the sentence.
 */
export function endFromClose(code: number, word: string, opened: boolean): SessionEnd {
  for (const [reason, known] of Object.entries(closeReasons)) {
    if (known.code === code) return endBecause(reason as CloseReason);
  }
  if (!opened) return endBecause('unreachable', code);
  if (code === 1009) return endBecause('frame-too-long', code);
  if (code >= 4000 && word !== '') {
    return { reason: 'ended', sentence: `The server ended the connection (${word}).`, code };
  }
  return endBecause('lost', code);
}
