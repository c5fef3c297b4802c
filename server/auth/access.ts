/**
 * Who may come in: tokens checked and made, in the mode that the server runs in. Knows no room; what a grant allows there is decided
 * by the rooms.
 */
import { randomUUID } from 'node:crypto';
import { type JWTPayload, SignJWT } from 'jose';
import { RequestError } from '../errors.ts';
import type { TokenWish } from '../protocol/api-shapes.ts';
import type { Grant } from '../protocol/grant.ts';
import { maxPeerName } from '../protocol/shapes.ts';
import { type Bearer, bearerOf, invalid, newGuest, refreshedClaims } from './claims.ts';
import { openRights, refreshedGrant, rightsOf } from './grants.ts';
import { type KeyRing, signingAlgorithm } from './keys.ts';
import { shownLine } from './lines.ts';
import { matchesRoom } from './room-pattern.ts';
import { validWish } from './token-wish.ts';
import { verified } from './verify.ts';
import type { Visitor } from './visitor.ts';

export interface AccessOptions {
  mode: 'open' | 'token';
  keys: KeyRing;
  /** `aud` of every token. */
  audience: string;
  /** How long tokens are valid that nobody says otherwise of. */
  tokenSeconds: number;
  /** Milliseconds since 1970. */
  now?: () => number;
}

export interface Asking {
  room: string;
  name: string | undefined;
  token: string | undefined;
}

/** Whoever may use the HTTP API. */
export interface Admin {
  readonly identity: string;
  /** Whether a room, or every room of a pattern, is among those of the token. */
  covers(room: string): boolean;
}

export interface IssuedToken {
  token: string;
  /** Milliseconds since 1970. */
  expires: number;
}

const allRooms = '*';
const farAhead = 10 * 366 * 86_400_000; // ms

export class Access {
  readonly mode: 'open' | 'token';
  readonly #keys: KeyRing;
  readonly #audience: string;
  readonly #tokenSeconds: number;
  readonly #now: () => number;

  constructor({ mode, keys, audience, tokenSeconds, now = Date.now }: AccessOptions) {
    this.mode = mode;
    this.#keys = keys;
    this.#audience = audience;
    this.#tokenSeconds = tokenSeconds;
    this.#now = now;
  }

  /**
   * Throws `token-required`, `token-invalid`, `token-expired`; `not-permitted` for a token of another room; `invalid-params` where
   * neither the token nor the request has a name. On an open server a token that is given counts, and must be right.
   */
  async visitor(asking: Asking): Promise<Visitor> {
    const visitor = await this.onlooker(asking);
    const token = visitor.token ?? newGuest(asking.room, this.#now(), this.#tokenSeconds * 1_000);
    // The token's name comes first: it is the one that somebody vouches for.
    const name = visitor.name || shownLine(asking.name ?? '', maxPeerName);
    if (name === '') throw new RequestError('invalid-params', 'name', 'is missing, and the token has none');
    return { ...visitor, token, name };
  }

  /** The same for a look from outside, where no name is needed: it is empty where the token has none. */
  async onlooker({ room, token }: Omit<Asking, 'name'>): Promise<Visitor> {
    if (token === undefined) {
      if (this.mode === 'token') throw new RequestError('token-required', 'token');
      return { identity: null, name: '', ...openRights, token: null };
    }
    const bearer = await this.#bearer(token);
    const { guest } = bearer.token;
    if (guest && this.mode === 'token') throw invalid('it is of a guest, and there are none here');
    if (!matchesRoom(bearer.token.room ?? allRooms, room)) {
      throw new RequestError('not-permitted', 'room', 'the token is for another room');
    }
    const { roomCreate, ...rights } = guest ? openRights : rightsOf(bearer.token.tokenGrant);
    // On an open server anybody may open a room.
    const mayOpen = roomCreate || this.mode === 'open';
    return { ...bearer, name: bearer.token.name ?? '', ...rights, roomCreate: mayOpen };
  }

  /**
   * A fresh token for who is inside, with the grant as it is now; all else is kept. A token for several rooms gets no more than it had.
   * A guest gets what they are known by. Rejects for an onlooker without one.
   */
  async refresh({ identity, token }: Visitor, grant: Grant): Promise<IssuedToken> {
    if (token === null) throw new Error('only a token can be refreshed');
    return this.#sign(refreshedClaims({ identity, token }, refreshedGrant(token, grant)), this.#tokenSeconds);
  }

  /** Throws `token-required`, `token-invalid`, `token-expired`, or `not-permitted` without an admin's grant. */
  async admin(token: string | undefined): Promise<Admin> {
    if (token === undefined) throw new RequestError('token-required');
    const {
      identity,
      token: { room, tokenGrant },
    } = await this.#bearer(token);
    if (tokenGrant.admin !== true || identity === null) throw new RequestError('not-permitted');
    return { identity, covers: asked => matchesRoom(room ?? allRooms, asked) };
  }

  /** Throws `invalid-params`, and `not-permitted` (`room`, `grant.admin`) for more than the admin has. Without one nothing is too much. */
  async issue(asked: TokenWish, by?: Admin): Promise<IssuedToken> {
    const { identity, name, room, grant, seconds = this.#tokenSeconds, notBefore } = validWish(asked);
    if ((notBefore ?? 0) > this.#now() + farAhead) {
      throw new RequestError('invalid-params', 'notBefore', 'must be within ten years from now');
    }
    if (by && !by.covers(room ?? allRooms)) {
      throw new RequestError('not-permitted', room === undefined ? 'grant.admin' : 'room');
    }
    const claims = {
      sub: identity,
      jti: randomUUID(),
      ...(name === undefined ? {} : { name }),
      ...(room === undefined ? {} : { room }),
      ...(grant === undefined ? {} : { grant }),
    };
    return this.#sign(claims, seconds, notBefore);
  }

  async #bearer(token: string): Promise<Bearer> {
    const expected = { keys: this.#keys, audience: this.#audience, now: this.#now() };
    return bearerOf(await verified(token, expected), token, this.#tokenSeconds * 1_000);
  }

  /** Valid for so many seconds from now, or from `notBefore` (ms). */
  async #sign(claims: JWTPayload, seconds: number, notBefore?: number): Promise<IssuedToken> {
    const now = Math.floor(this.#now() / 1_000);
    const from = notBefore === undefined ? now : Math.max(now, Math.floor(notBefore / 1_000));
    const { kid, key } = this.#keys.signing;
    const jwt = new SignJWT({ ...claims, ...(from > now ? { nbf: from } : {}) })
      .setProtectedHeader({ alg: signingAlgorithm, typ: 'JWT', ...(kid === undefined ? {} : { kid }) })
      .setAudience(this.#audience)
      .setIssuedAt(now)
      .setExpirationTime(from + seconds);
    return { token: await jwt.sign(key), expires: (from + seconds) * 1_000 };
  }
}
