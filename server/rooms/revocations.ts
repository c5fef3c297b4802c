/**
 * Who was removed from one room: their identities and the ids of their tokens. Knows no peer; grows by one entry for each removal.
 */
import type { Visitor } from '../auth/visitor.ts';

/** Milliseconds for which an expired token may still be taken: clocks differ. */
const slack = 10_000;

export class Revocations {
  readonly #identities = new Set<string>();
  readonly #tokenIds = new Set<string>();
  #until = 0;

  /** When the last of the tokens concerned expires, in milliseconds since 1970: until then forgetting would let somebody back in. */
  get until(): number {
    return this.#until;
  }

  /** Returns false when that may not be enough: a guest can throw the token away and come again as anybody. */
  revoke({ identity, token }: Visitor): boolean {
    if (identity !== null) this.#identities.add(identity);
    for (const id of token?.ids ?? []) this.#tokenIds.add(id);
    // A refreshed token, made a moment ago, may live longer than the one that was shown.
    if (token) this.#until = Math.max(this.#until, token.expires, Date.now() + token.lifetime) + slack;
    return identity !== null;
  }

  covers({ identity, token }: Pick<Visitor, 'identity' | 'token'>): boolean {
    if (identity !== null && this.#identities.has(identity)) return true;
    return token?.ids.some(id => this.#tokenIds.has(id)) ?? false;
  }
}
