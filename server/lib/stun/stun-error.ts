/**
 * Why a STUN or TURN server could not be used, in words that a program can tell apart.
 */

/**
 * `answer`: it refused, see `code`. `timeout`: it said nothing in time. `refused`: nothing listens there. `unreachable`: there is no way
 * to it. `name`: its name is not known. `tls`: its certificate is not to be trusted, or it speaks no TLS; `detail` is OpenSSL's or
 * Node's word for it. `closed`: it ended the connection. `malformed`: what it said is no STUN.
 */
export type StunFailure =
  | 'answer'
  | 'timeout'
  | 'refused'
  | 'unreachable'
  | 'name'
  | 'tls'
  | 'closed'
  | 'malformed';

export class StunError extends Error {
  override readonly name = 'StunError';
  readonly failure: StunFailure;
  /** Of an `answer`: RFC 8489 section 14.8, RFC 8656 section 19, such as 401, 403, 437, 438, 441, 486, 508. */
  readonly code: number | undefined;
  readonly detail: string;

  constructor(failure: StunFailure, detail: string, code?: number) {
    super(code === undefined ? `${failure}: ${detail}` : `${code} ${detail}`);
    this.failure = failure;
    this.code = code;
    this.detail = detail;
  }
}

const byCode: Readonly<Record<string, StunFailure>> = {
  ECONNREFUSED: 'refused',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  EADDRNOTAVAIL: 'unreachable',
  EINVAL: 'unreachable', // a link-local address without its interface
  EACCES: 'unreachable', // a firewall of this machine (EPERM as well)
  EPERM: 'unreachable',
  ETIMEDOUT: 'timeout',
  ENOTFOUND: 'name',
  EAI_AGAIN: 'name',
  ENODATA: 'name',
  ECONNRESET: 'closed',
  EPIPE: 'closed',
};

/** What an error of a socket means. All that TLS has to say has a code of its own kind, of which there are many. */
export function failureOf(error: Error, secured: boolean): StunError {
  const code = 'code' in error ? String(error.code) : '';
  return new StunError(byCode[code] ?? (secured ? 'tls' : 'closed'), code || error.message);
}
