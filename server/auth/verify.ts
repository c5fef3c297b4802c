/**
 * Whether a token was signed by one of our keys for this server, and is valid now. Says no more than that: why a signature fails is
 * nobody's business. The library checks; what it may accept is decided here.
 */
import { decodeProtectedHeader, errors, type JWTPayload, jwtVerify } from 'jose';
import { RequestError } from '../errors.ts';
import { maxToken } from '../protocol/shapes.ts';
import { invalid } from './claims.ts';
import type { KeyRing } from './keys.ts';
import type { VerifyKey } from './public-keys.ts';

/** Clocks of those who make tokens may differ by so much, in seconds. */
const clockTolerance = 5;

/** Members of a header that would bring keys along or change how it is read. */
const refused = ['crit', 'b64', 'jwk', 'jku', 'x5c', 'x5u', 'zip'];

export interface Expected {
  keys: KeyRing;
  audience: string;
  /** Milliseconds since 1970. */
  now: number;
}

/** Throws `token-invalid` or `token-expired`, the latter only of a token that was once right. */
export async function verified(token: string, { keys, audience, now }: Expected): Promise<JWTPayload> {
  if (token.length > maxToken) throw invalid();
  const options = { audience, clockTolerance, currentDate: new Date(now), requiredClaims: ['sub', 'exp'] };
  for (const { key, algorithms } of candidates(token, keys)) {
    try {
      const { payload } = await jwtVerify(token, key, { ...options, algorithms: [...algorithms] });
      return payload;
    } catch (error) {
      if (error instanceof errors.JWSSignatureVerificationFailed) continue;
      throw refusal(error);
    }
  }
  throw invalid();
}

function candidates(token: string, keys: KeyRing): readonly VerifyKey[] {
  try {
    const header = decodeProtectedHeader(token);
    return refused.some(name => Object.hasOwn(header, name)) ? [] : keys.candidates(header);
  } catch {
    return [];
  }
}

/** The library names a claim only after the signature was right. */
function refusal(error: unknown): RequestError {
  if (error instanceof errors.JWTExpired) return new RequestError('token-expired', 'token');
  if (error instanceof errors.JWTClaimValidationFailed) return invalid(sentences[error.claim]);
  return invalid();
}

const sentences: Readonly<Record<string, string>> = {
  aud: 'the claim "aud" does not name this server',
  sub: 'the claim "sub" is missing',
  exp: 'the claim "exp" is missing or malformed',
  nbf: 'the token is not valid yet',
};
