/**
 * Makes the tokens with which people come in. Needs the key of the tokens, so it belongs on a server: never in a page.
 */
import { type CryptoKey, importJWK, importPKCS8, type JWK, SignJWT } from 'jose';
import type { TokenGrant } from '#protocol/grant.ts';

/** The secret that the Plenum server has, or the private half of a key of which it has the public one. */
export type TokenKey =
  | { secret: string }
  | {
      /** PKCS #8 in PEM, a JSON Web Key, or a key of Web Crypto. */
      privateKey: string | JWK | CryptoKey;
      alg: 'ES256' | 'EdDSA';
      /** Which of the server's keys it is, where it has several. */
      kid?: string;
    };

export interface TokenWish {
  /** Who it is: the same for the same person. Who comes in twice with one identity replaces the first. */
  identity: string;
  /** The room, or a pattern of rooms, in which `*` stands for any characters. May be absent with `grant.admin` only: all rooms. */
  room?: string;
  /** What others see. Absent: the person is asked for one. */
  name?: string;
  grant?: TokenGrant;
  /** How long one can come in with it, from now or from `notBefore` on. It never ends a call. */
  seconds?: number;
  /** The `TOKEN_AUDIENCE` of the server. */
  audience?: string;
  notBefore?: Date;
}

/** Shorter ones can be guessed from a single token; the server takes none. */
const shortestSecret = 32;

/** Throws a TypeError where the token could be of no use. */
export async function createToken(key: TokenKey, wish: TokenWish): Promise<string> {
  const { identity, room, name, grant, seconds = 600, audience = 'plenum', notBefore } = wish;
  if (room === undefined && !grant?.admin)
    throw new TypeError('A token needs a room, unless its grant is admin.');
  if (!(seconds > 0)) throw new TypeError('A token must be valid for more than 0 seconds.');
  const now = Math.floor(Date.now() / 1000);
  const from = notBefore && Math.floor(notBefore.getTime() / 1000);
  const claims = {
    ...(name !== undefined && { name }),
    ...(room !== undefined && { room }),
    ...(grant && { grant }),
  };
  const token = new SignJWT(claims)
    .setProtectedHeader(headerOf(key))
    .setSubject(identity)
    .setAudience(audience)
    .setJti(crypto.randomUUID())
    .setIssuedAt(now)
    .setExpirationTime((from ?? now) + Math.ceil(seconds));
  if (from !== undefined) token.setNotBefore(from);
  return token.sign(await signingKey(key));
}

function headerOf(key: TokenKey): { alg: string; kid?: string } {
  if ('secret' in key) return { alg: 'HS256' };
  return { alg: key.alg, ...(key.kid !== undefined && { kid: key.kid }) };
}

async function signingKey(key: TokenKey): Promise<CryptoKey | Uint8Array> {
  if (!('secret' in key)) {
    const { privateKey, alg } = key;
    if (typeof privateKey === 'string') return importPKCS8(privateKey, alg);
    return privateKey instanceof CryptoKey ? privateKey : importJWK(privateKey, alg);
  }
  if (key.secret.length < shortestSecret)
    throw new TypeError(`The secret must have at least ${shortestSecret} characters.`);
  return new TextEncoder().encode(key.secret);
}
