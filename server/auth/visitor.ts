/**
 * Who asks to come in: all that a room knows of a token. Made by access.ts.
 */
import type { Grant, TokenGrant } from '../protocol/grant.ts';

export interface Visitor {
  /** `null`: nobody vouches for them. */
  readonly identity: string | null;
  /** Normalised (NFC). */
  readonly name: string;
  readonly grant: Grant;
  readonly hidden: boolean;
  /** It may open a room by joining: moderators and admins may, and on an open server everybody without a token. */
  readonly roomCreate: boolean;
  /** On an open server one of a guest, where they brought none: the first that they get. */
  readonly token: TokenFacts | null;
}

export interface TokenFacts {
  /** The token's own id, and that of the first in the row of tokens that it was refreshed from. */
  readonly ids: readonly string[];
  /** Milliseconds since 1970. */
  readonly expires: number;
  /** How long the tokens live, in milliseconds, that it is refreshed by. */
  readonly lifetime: number;
  /** A name or a pattern; `null`: all rooms. */
  readonly room: string | null;
  readonly name: string | null;
  /** As the token has it, defaults not filled in. */
  readonly tokenGrant: TokenGrant;
  /** Given by an open server to somebody who came without: it says that they are the same as before, not who they are. */
  readonly guest: boolean;
}

/** By what somebody is known again: the identity, or else the first token that an open server gave them; undefined: by nothing. */
export function keyOf({ identity, token }: Pick<Visitor, 'identity' | 'token'>): string | undefined {
  if (identity !== null) return `identity ${identity}`;
  return token ? `guest ${token.ids.at(-1)}` : undefined;
}
