/**
 * What the end of a socket means for its peer: whether it leaves, or is kept because it may come back. Knows codes and words only.
 */
import { type CloseReason, closeReasons } from '../protocol/words.ts';

// A socket that fails, or whose reader is slow, is nobody's wish; one that another took the place of has no peer any more.
const drops: ReadonlySet<CloseReason> = new Set(['timeout', 'slow-client', 'resumed']);

/** A peer whose session ends for that reason may come back. */
export function isDrop(reason: CloseReason): boolean {
  return drops.has(reason);
}

/**
 * Whether a client that closed with that code (RFC 6455, section 7.4) meant to leave: by the normal closure, without a code as a page
 * that calls `close()`, or with one of ours that is no timeout. 1001 is not enough: proxies say it when they are set anew.
 */
export function isGoodbye(code: number): boolean {
  const ours = code >= 4000 && code <= 4999 && code !== closeReasons.timeout.code;
  return ours || code === 1000 || code === 1005;
}
