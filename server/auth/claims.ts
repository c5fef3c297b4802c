/**
 * What a token says: its claims checked by schema and turned into facts, and back. Knows no key and no signature.
 */
import { createHash, randomUUID } from 'node:crypto';
import type { JWTPayload } from 'jose';
import Type, { type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import { RequestError } from '../errors.ts';
import { TokenGrant } from '../protocol/grant.ts';
import { Identity, maxPeerName, RoomName } from '../protocol/shapes.ts';
import { shownLine } from './lines.ts';
import type { TokenFacts } from './visitor.ts';

const Seconds = Type.Number({ minimum: 0, maximum: 8_640_000_000_000 });
const TokenId = Type.String({ minLength: 1, maxLength: 256 });

/** Open: other claims mean something to somebody else. The grant is closed: what it allows or forbids must be understood. */
const Claims = Type.Object({
  sub: Identity,
  exp: Seconds,
  nbf: Type.Optional(Seconds),
  jti: Type.Optional(TokenId),
  origin: Type.Optional(TokenId),
  guest: Type.Optional(Type.Literal(true)),
  name: Type.Optional(Type.String()),
  room: Type.Optional(RoomName),
  grant: Type.Optional(TokenGrant),
});
type Claims = Static<typeof Claims>;

const validator = Compile(Claims);

export interface Bearer {
  /** `null`: a guest. */
  readonly identity: string | null;
  readonly token: TokenFacts;
}

/** `lifetime` in ms, of tokens that this one is refreshed by. Throws `token-invalid` that names the claim, never its value. */
export function bearerOf(payload: JWTPayload, text: string, lifetime: number): Bearer {
  const { sub: identity, ...claims } = validClaims(payload);
  const id = claims.jti ?? idOfText(text);
  const token = {
    ids: claims.origin === undefined ? [id] : [id, claims.origin],
    expires: claims.exp * 1_000,
    lifetime,
    room: claims.room ?? null,
    name: shownLine(claims.name ?? '', maxPeerName) || null,
    tokenGrant: claims.grant ?? {},
    guest: claims.guest ?? false,
  };
  return { identity: token.guest ? null : identity, token };
}

/** What a guest of an open server is known by from now on. The first text of it is the one that it is refreshed by, at once. */
export function newGuest(room: string, now: number, lifetime: number): TokenFacts {
  return { ids: [randomUUID()], expires: now, lifetime, room, name: null, tokenGrant: {}, guest: true };
}

export function invalid(detail?: string): RequestError {
  return new RequestError('token-invalid', 'token', detail);
}

/** The claims of a token that takes the place of another. */
export function refreshedClaims({ identity, token }: Bearer, grant: TokenGrant): JWTPayload {
  const { room, name, ids } = token;
  const origin = ids.at(-1) ?? '';
  const common = { jti: randomUUID(), origin, ...(room === null ? {} : { room }) };
  if (identity === null) return { ...common, sub: origin, guest: true };
  return {
    ...common,
    sub: identity,
    ...(name === null ? {} : { name }),
    grant,
  };
}

function validClaims(payload: JWTPayload): Claims {
  const claims = { ...payload };
  for (const name of ['sub', 'room']) claims[name] = normalLine(name, payload[name]);
  if (claims.room === undefined) delete claims.room;
  if (!validator.Check(claims)) throw faultIn(claims);
  if (claims.room === undefined && claims.grant?.admin !== true) throw invalid('the claim "room" is missing');
  return claims;
}

function normalLine(name: string, value: unknown): unknown {
  if (typeof value !== 'string') return value;
  if (!value.isWellFormed()) throw invalid(`the claim "${name}" is malformed`);
  return value.normalize('NFC');
}

/** The first claim that does not fit. */
function faultIn(claims: object): RequestError {
  const [fault] = validator.Errors(claims);
  if (fault?.keyword === 'required') return invalid('a claim is missing: "sub" and "exp" are needed');
  const path = fault?.instancePath.split('/').slice(1).join('.').slice(0, 64);
  return invalid(`the claim "${path}" is unknown, malformed or out of bounds`);
}

/**
 * The id of a token without one: of what is signed, not of the whole text. One signature can be written in several ways, which would
 * make as many ids of one token.
 */
function idOfText(text: string): string {
  return createHash('sha256')
    .update(text.slice(0, text.lastIndexOf('.')))
    .digest('base64url');
}
