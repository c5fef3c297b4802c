/**
 * Public keys from the text of a file: PEM, or a JSON Web Key Set (RFC 7517). Takes P-256 and Ed25519 and nothing else. Errors end a
 * sentence that begins with the file's name; no key is ever part of one.
 */
import { createPublicKey, type KeyObject } from 'node:crypto';

/** A key that tokens are checked with. */
export interface VerifyKey {
  readonly kid: string | undefined;
  /** Of a token's header; no other is taken for this key. */
  readonly algorithms: readonly string[];
  readonly key: KeyObject;
}

const pemBlock = /-----BEGIN ([A-Z0-9 ]+)-----[\s\S]*?-----END \1-----/g;

/** At least one. Throws an Error with the end of a sentence. */
export function publicKeys(text: string): readonly VerifyKey[] {
  if (text.includes('PRIVATE KEY'))
    throw new Error('holds a private key: the server needs the public one only');
  const keys = text.includes('-----BEGIN ') ? fromPem(text) : fromJwks(text);
  if (keys.length === 0) throw new Error('holds no key');
  const ids = keys.flatMap(({ kid }) => kid ?? []);
  if (new Set(ids).size < ids.length) throw new Error('holds two keys of the same kid');
  return keys;
}

function fromPem(text: string): VerifyKey[] {
  return [...text.matchAll(pemBlock)].map(([block, label], index) => {
    const which = `key ${index + 1}`;
    if (label !== 'PUBLIC KEY') throw new Error(`holds ${which}, which is no "PUBLIC KEY"`);
    return checked(which, undefined, () => createPublicKey(block));
  });
}

function fromJwks(text: string): VerifyKey[] {
  let set: unknown;
  try {
    set = JSON.parse(text);
  } catch {
    set = undefined;
  }
  if (!isObject(set) || !Array.isArray(set.keys)) {
    throw new Error('is neither a PEM file nor a JWKS, an object with a list "keys"');
  }
  return set.keys.map(fromJwk);
}

function fromJwk(jwk: unknown, index: number): VerifyKey {
  const which = `key ${index + 1}`;
  if (!isObject(jwk)) throw new Error(`holds ${which}, which is no object`);
  const { kid, use, alg } = jwk;
  if ('d' in jwk || 'k' in jwk) {
    throw new Error(`holds ${which}, which is private: the server needs the public one only`);
  }
  if (use !== undefined && use !== 'sig') throw new Error(`holds ${which}, which is not for signatures`);
  if (kid !== undefined && typeof kid !== 'string') throw new Error(`holds ${which}, whose kid is no text`);
  const key = checked(which, kid, () => createPublicKey({ key: jwk as JsonWebKey, format: 'jwk' }));
  if (alg !== undefined && !key.algorithms.some(each => each === alg)) {
    throw new Error(`holds ${which}, whose alg is not ${key.algorithms.join(' or ')}`);
  }
  return key;
}

function checked(which: string, kid: string | undefined, make: () => KeyObject): VerifyKey {
  let key: KeyObject;
  try {
    key = make();
  } catch {
    throw new Error(`holds ${which}, which is malformed`);
  }
  const algorithms = algorithmsOf(key);
  if (!algorithms) throw new Error(`holds ${which}, which is neither of P-256 (ES256) nor of Ed25519`);
  return { kid, algorithms, key };
}

function algorithmsOf({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): string[] | undefined {
  // The second name is the newer one of the same (RFC 9864).
  if (asymmetricKeyType === 'ed25519') return ['EdDSA', 'Ed25519'];
  const p256 = asymmetricKeyType === 'ec' && asymmetricKeyDetails?.namedCurve === 'prime256v1';
  return p256 ? ['ES256'] : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
