/**
 * Credentials for the TURN server, by the secret that it shares with this one (draft-uberti-behave-turn-rest-00, coturn's
 * `use-auth-secret`). The TURN server does not ask this one: whoever has them can make allocations until
 * they expire, and keep those as long as they like (coturn asks for them when one is made, not when it is refreshed).
 */
import { createHmac } from 'node:crypto';
import type { IceServer } from '../protocol/rtp.ts';

export interface TurnOptions {
  /** `turn:` and `turns:` URLs of one server, or of several with the same secret. */
  readonly urls: readonly string[];
  readonly secret: string;
  /** How long credentials are valid. */
  readonly seconds: number;
}

export interface IssuedIceServers {
  readonly iceServers: IceServer[];
  /** Milliseconds since 1970. */
  readonly expires: number;
}

/** `expires`: seconds since 1970, by the clock of the TURN server. Its quota and its log go by what follows the colon. */
export function turnCredentials(secret: string, name: string, expires: number) {
  const username = `${expires}:${name}`;
  return { username, credential: createHmac('sha1', secret).update(username).digest('base64') };
}

/** What there is for getting through hard networks: nothing, without options. */
export class Turn {
  readonly #options: TurnOptions | undefined;

  constructor(options: TurnOptions | undefined) {
    this.#options = options;
  }

  /** How long credentials are valid; undefined: there is no TURN server. */
  get seconds(): number | undefined {
    return this.#options?.seconds;
  }

  /** New credentials of `name`, a peer's id. They are valid for `seconds`, and never longer than is usual. */
  issue(name: string, seconds = Number.POSITIVE_INFINITY): IssuedIceServers {
    if (!this.#options) return { iceServers: [], expires: Date.now() };
    const { urls, secret, seconds: usual } = this.#options;
    const expires = Math.floor(Date.now() / 1_000) + Math.min(seconds, usual);
    const iceServers = [{ urls: [...urls], ...turnCredentials(secret, name, expires) }];
    return { iceServers, expires: expires * 1_000 };
  }
}
