/** What a failed STUN check says, in words. */
import { StunError } from '../../lib/stun/stun-error.ts';
import { reasonOf } from '../findings.ts';

const sentences = {
  timeout: 'did not answer',
  refused: 'is closed: nothing listens there',
  unreachable: 'cannot be reached from here: there is no route, or a firewall of this machine forbids it',
  name: 'has a name that cannot be looked up',
  tls: 'has a certificate that is not to be trusted, or speaks no TLS',
  closed: 'ended the connection',
  malformed: 'answered something that is no STUN',
} as const;

/** Completes "192.0.2.1:40000 …". */
export function clauseOf(error: unknown): string {
  if (!(error instanceof StunError)) return `failed: ${reasonOf(error)}`;
  if (error.failure === 'answer') return `refused with ${error.code} (${error.detail})`;
  const detail = error.failure === 'tls' ? ` (${error.detail})` : '';
  return `${sentences[error.failure]}${detail}`;
}
