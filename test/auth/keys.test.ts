/**
 * Which keys are taken from files, which are not, and for which tokens.
 */
import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { KeyError, KeyRing } from '../../server/auth/keys.ts';
import { accessWith, claims, ed25519, fileWith, p256, pem, secret, signed } from './support/tokens.ts';

const jwkOf = (pair: typeof p256) => pair.publicKey.export({ format: 'jwk' });
const setOf = (...keys: unknown[]) => JSON.stringify({ keys });

test.each([
  ['ES256', p256, 'ES256'],
  ['EdDSA', ed25519, 'EdDSA'],
  ['Ed25519, the newer name of the same', ed25519, 'Ed25519'],
])('%s, from a PEM and from a JWKS', async (_name, pair, alg) => {
  for (const text of [
    pem(pair.publicKey),
    setOf(jwkOf(pair)),
    setOf({ ...jwkOf(pair), kid: 'k', use: 'sig', alg }),
  ]) {
    const access = await accessWith({ keysFile: await fileWith(text) });
    const token = await signed(claims(), { key: pair.privateKey, header: { alg } });
    expect(await access.onlooker({ room: 'x', token })).toMatchObject({ identity: 'ann' });
  }
});

test('keys that follow one another stand in one file, and a secret may be there as well', async () => {
  const keysFile = await fileWith(`${pem(p256.publicKey)}\n${pem(ed25519.publicKey)}`);
  const access = await accessWith({ keysFile, secret });
  const tokens = [
    signed(claims(), { key: p256.privateKey, header: { alg: 'ES256' } }),
    signed(claims(), { key: ed25519.privateKey, header: { alg: 'EdDSA' } }),
    signed(claims()),
  ];
  for (const token of await Promise.all(tokens)) await access.onlooker({ room: 'x', token });
});

test('two keys without kid are tried in turn, of two with one the kid decides', async () => {
  const other = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const second = { key: other.privateKey, header: { alg: 'ES256' } };
  const nameless = await accessWith({ keysFile: await fileWith(setOf(jwkOf(p256), jwkOf(other))) });
  await nameless.onlooker({ room: 'x', token: await signed(claims(), second) });
  const set = setOf({ ...jwkOf(p256), kid: 'a' }, { ...jwkOf(other), kid: 'b' });
  const named = await accessWith({ keysFile: await fileWith(set) });
  const withKid = (kid: string) => signed(claims(), { ...second, header: { alg: 'ES256', kid } });
  await named.onlooker({ room: 'x', token: await withKid('b') });
  await expect(named.onlooker({ room: 'x', token: await withKid('a') })).rejects.toMatchObject({
    reason: 'token-invalid',
  });
});

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' });
const privatePem = p256.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

test.each([
  ['a private PEM', privatePem, 'holds a private key: the server needs the public one only'],
  ['a private one behind a public one', pem(p256.publicKey) + privatePem, /^holds a private key/],
  [
    'a private JWK',
    setOf(p256.privateKey.export({ format: 'jwk' })),
    'holds key 1, which is private: the server needs the public one only',
  ],
  ['a secret in a JWKS', setOf(jwkOf(p256), { kty: 'oct', k: 'c2VjcmV0' }), /^holds key 2, which is private/],
  ['RSA', pem(rsa.publicKey), 'holds key 1, which is neither of P-256 (ES256) nor of Ed25519'],
  ['another curve', setOf(jwkOf(p384)), 'holds key 1, which is neither of P-256 (ES256) nor of Ed25519'],
  ['a key for encryption', setOf({ ...jwkOf(p256), use: 'enc' }), 'holds key 1, which is not for signatures'],
  ['another algorithm', setOf({ ...jwkOf(p256), alg: 'HS256' }), 'holds key 1, whose alg is not ES256'],
  ['a kid that is no text', setOf({ ...jwkOf(p256), kid: 1 }), 'holds key 1, whose kid is no text'],
  [
    'two of one kid',
    setOf({ ...jwkOf(p256), kid: 'a' }, { ...jwkOf(ed25519), kid: 'a' }),
    'holds two keys of the same kid',
  ],
  [
    'a broken PEM',
    pem(p256.publicKey)
      .replace(/[A-Za-z]{8}/g, 'AAAAAAAA')
      .replace(/BEGIN.*-{5}/, 'BEGIN PUBLIC KEY-----'),
    /^holds/,
  ],
  ['a broken JWK', setOf({ ...jwkOf(p256), x: 'AA' }), 'holds key 1, which is malformed'],
  ['no object', setOf('key'), 'holds key 1, which is no object'],
  ['no key', setOf(), 'holds no key'],
  [
    'a certificate',
    '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----',
    'holds key 1, which is no "PUBLIC KEY"',
  ],
  ['text', 'my key', 'is neither a PEM file nor a JWKS, an object with a list "keys"'],
  [
    'a single JWK',
    JSON.stringify(jwkOf(p256)),
    'is neither a PEM file nor a JWKS, an object with a list "keys"',
  ],
])('%s is refused in a sentence', async (_name, text, ending) => {
  const keysFile = await fileWith(text);
  const error: unknown = await KeyRing.load({ keysFile }).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(KeyError);
  const { message } = error as KeyError;
  const [, told = ''] = message.split(`TOKEN_KEYS ${keysFile} `);
  if (typeof ending === 'string') expect(told).toBe(`${ending}.`);
  else expect(told).toMatch(ending);
});

test('a file that is not there is named', async () => {
  await expect(KeyRing.load({ keysFile: '/nowhere/keys.pem' })).rejects.toThrow(
    'TOKEN_KEYS /nowhere/keys.pem cannot be read (ENOENT).',
  );
});
