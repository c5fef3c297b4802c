/** Key pairs and tokens for tests: made anew in each run, signed by the library and, where it would refuse, by hand. */
import { createHmac, generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type JWTPayload, SignJWT } from 'jose';
import { Access, type AccessOptions } from '../../../server/auth/access.ts';
import { KeyRing, type KeySource } from '../../../server/auth/keys.ts';
import { temporaryDir } from '../../support/temporary-dir.ts';

export const secret = 'a secret of more than thirty-two characters';
/** The moment in which tests take place, in milliseconds. */
export const now = Date.UTC(2026, 10, 26);
const nowSeconds = now / 1_000;

export const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' });
export const ed25519 = generateKeyPairSync('ed25519');

export function pem(key: KeyObject): string {
  return key.export({ type: 'spki', format: 'pem' }).toString();
}

export async function fileWith(text: string): Promise<string> {
  const file = join(await temporaryDir(), 'keys');
  await writeFile(file, text);
  return file;
}

export async function accessWith(
  source: KeySource = { secret },
  options: Partial<AccessOptions> = {},
): Promise<Access> {
  const keys = await KeyRing.load(source);
  return new Access({
    mode: 'token',
    keys,
    audience: 'plenum',
    tokenSeconds: 600,
    now: () => now,
    ...options,
  });
}

/** What a token that is right says, with changes; undefined takes a claim out. */
export function claims(changes: Record<string, unknown> = {}): JWTPayload {
  const usual = {
    sub: 'ann',
    aud: 'plenum',
    room: 'x',
    jti: randomUUID(),
    name: 'Ann',
    exp: nowSeconds + 600,
  };
  return JSON.parse(JSON.stringify({ ...usual, ...changes }));
}

interface Signing {
  key?: KeyObject | Uint8Array;
  header?: { alg: string; [name: string]: unknown };
}

const secretBytes = new TextEncoder().encode(secret);

export function signed(
  payload: JWTPayload = claims(),
  { key = secretBytes, header = { alg: 'HS256' } }: Signing = {},
): Promise<string> {
  return new SignJWT(payload).setProtectedHeader(header).sign(key);
}

/** Signed with HMAC by hand, under a header that the library would not write. */
export function forged(header: object, payload: JWTPayload, hmacKey: string | Uint8Array): string {
  const input = [header, payload].map(part => base64url(JSON.stringify(part))).join('.');
  return `${input}.${createHmac('sha256', hmacKey).update(input).digest('base64url')}`;
}

/** No signature at all. */
export function unsigned(header: object, payload: JWTPayload): string {
  return `${[header, payload].map(part => base64url(JSON.stringify(part))).join('.')}.`;
}

function base64url(text: string): string {
  return Buffer.from(text).toString('base64url');
}
