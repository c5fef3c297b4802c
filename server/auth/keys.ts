/**
 * The keys of tokens: which one may check a token, and which one signs those that the server makes itself. Each key has a fixed list of
 * algorithms. Knows nothing of what a token says.
 */
import { createSecretKey, type KeyObject, randomBytes, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { publicKeys, type VerifyKey } from './public-keys.ts';

export interface SigningKey {
  readonly kid: string | undefined;
  readonly key: KeyObject;
}

export interface KeySource {
  /** Of HS256, at least 32 characters. */
  secret?: string | undefined;
  /** Path of a PEM file or a JWKS. */
  keysFile?: string | undefined;
}

/** A key that cannot be used; the message says which and why, never what it is. */
export class KeyError extends Error {
  override readonly name = 'KeyError';
}

export const signingAlgorithm = 'HS256';

export class KeyRing {
  /** Without a secret it is a random one of this process: what it signs is worth nothing to another process, or after a restart. */
  readonly signing: SigningKey;
  readonly #keys: readonly VerifyKey[];

  private constructor(signing: SigningKey, publicOnes: readonly VerifyKey[]) {
    this.signing = signing;
    this.#keys = [{ ...signing, algorithms: [signingAlgorithm] }, ...publicOnes];
  }

  /** Rejects with KeyError. Without any key the ring is that of an open server: no token from elsewhere is right. */
  static async load({ secret, keysFile }: KeySource): Promise<KeyRing> {
    const publicOnes = keysFile === undefined ? [] : await readKeys(keysFile);
    const signing =
      secret === undefined
        ? { kid: `process-${randomUUID()}`, key: createSecretKey(randomBytes(32)) }
        : { kid: undefined, key: createSecretKey(secret, 'utf8') };
    return new KeyRing(signing, publicOnes);
  }

  /**
   * The keys by which a token with this header may be checked. Where a key has the id that the token names, it is that one; otherwise
   * those without an id, and all of them for a token that names none. Always of the algorithm named.
   */
  candidates({ alg, kid }: { alg?: unknown; kid?: unknown }): readonly VerifyKey[] {
    const named = this.#keys.filter(key => key.kid !== undefined && key.kid === kid);
    const others = kid === undefined ? this.#keys : this.#keys.filter(key => key.kid === undefined);
    return (named.length > 0 ? named : others).filter(key => key.algorithms.some(each => each === alg));
  }
}

async function readKeys(file: string): Promise<readonly VerifyKey[]> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new KeyError(`TOKEN_KEYS ${file} cannot be read (${reason}).`);
  }
  try {
    return publicKeys(text);
  } catch (error) {
    throw new KeyError(`TOKEN_KEYS ${file} ${error instanceof Error ? error.message : String(error)}.`);
  }
}
