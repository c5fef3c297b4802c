/**
 * Tokens that must not be taken, each of which differs from a good one in one thing.
 */
import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Access } from '../../server/auth/access.ts';
import { RequestError } from '../../server/errors.ts';
import { errors } from '../../server/protocol/words.ts';
import {
  accessWith,
  claims,
  ed25519,
  fileWith,
  forged,
  now,
  p256,
  pem,
  secret,
  signed,
  unsigned,
} from './support/tokens.ts';

const seconds = now / 1_000;
const stranger = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const p256Text = pem(p256.publicKey);
const p256Jwk = { ...p256.publicKey.export({ format: 'jwk' }), kid: 'first' };
const ed25519Jwk = { ...ed25519.publicKey.export({ format: 'jwk' }), kid: 'second' };

let withSecret: Access;
let withPem: Access;
let withSet: Access;

beforeEach(async () => {
  withSecret = await accessWith();
  withPem = await accessWith({ keysFile: await fileWith(p256Text) });
  withSet = await accessWith({ keysFile: await fileWith(JSON.stringify({ keys: [p256Jwk, ed25519Jwk] })) });
});

async function refusal(access: Access, token: string): Promise<RequestError> {
  const error = await access.visitor({ room: 'x', name: 'Ann', token }).then(
    () => new Error('it was taken'),
    (reason: unknown) => reason,
  );
  if (error instanceof RequestError) return error;
  throw error;
}

const es256 = { key: p256.privateKey, header: { alg: 'ES256' } };

test('what the attacks below start from is taken', async () => {
  const asking = { room: 'x', name: 'Ann' };
  await withSecret.visitor({ ...asking, token: await signed() });
  await withPem.visitor({ ...asking, token: await signed(claims(), es256) });
  const header = { alg: 'ES256', kid: 'first' };
  await withSet.visitor({ ...asking, token: await signed(claims(), { ...es256, header }) });
  await withSet.visitor({ ...asking, token: await signed(claims(), es256) });
  await withSecret.visitor({ ...asking, token: forged({ alg: 'HS256' }, claims(), secret) });
});

/** Flips one bit of the first character of a part: the last one has bits that mean nothing. */
function tampered(token: string, part: number): string {
  const parts = token.split('.');
  const text = parts[part] ?? '';
  parts[part] = `${text.startsWith('e') ? 'f' : 'e'}${text.slice(1)}`;
  return parts.join('.');
}

const attackerJwk = stranger.publicKey.export({ format: 'jwk' });
const byStranger = (header: object) => ({ key: stranger.privateKey, header: { alg: 'ES256', ...header } });

// Before the signature is right the answer is one sentence, whatever is wrong.
const silent: [string, () => Access, () => string | Promise<string>][] = [
  ['alg none', () => withSecret, () => unsigned({ alg: 'none' }, claims())],
  ['alg None', () => withSecret, () => unsigned({ alg: 'None' }, claims())],
  ['no signature under HS256', () => withSecret, () => unsigned({ alg: 'HS256' }, claims())],
  ['no alg', () => withSecret, () => forged({}, claims(), secret)],
  ['a public PEM as secret of HS256', () => withPem, () => forged({ alg: 'HS256' }, claims(), p256Text)],
  [
    'a public PEM, trimmed, as secret of HS256',
    () => withPem,
    () => forged({ alg: 'HS256' }, claims(), p256Text.trim()),
  ],
  [
    'the DER of a public key as secret of HS256',
    () => withPem,
    () => forged({ alg: 'HS256' }, claims(), p256.publicKey.export({ type: 'spki', format: 'der' })),
  ],
  [
    'a coordinate of a public key as secret of HS256, under its kid',
    () => withSet,
    () => forged({ alg: 'HS256', kid: 'first' }, claims(), Buffer.from(String(p256Jwk.x), 'base64url')),
  ],
  ['HS256 as if it were ES256', () => withPem, () => forged({ alg: 'ES256' }, claims(), p256Text)],
  ['HS512 with the right secret', () => withSecret, () => signed(claims(), { header: { alg: 'HS512' } })],
  ['another secret', () => withSecret, () => forged({ alg: 'HS256' }, claims(), `${secret}!`)],
  ['an empty secret', () => withSecret, () => forged({ alg: 'HS256' }, claims(), '')],
  ["a stranger's key", () => withPem, () => signed(claims(), byStranger({}))],
  ["a stranger's key under our kid", () => withSet, () => signed(claims(), byStranger({ kid: 'first' }))],
  ["a stranger's key in jwk", () => withPem, () => signed(claims(), byStranger({ jwk: attackerJwk }))],
  [
    "a stranger's key at jku",
    () => withPem,
    () => signed(claims(), byStranger({ jku: 'http://127.0.0.1/' })),
  ],
  [
    'our key in jwk',
    () => withPem,
    () => signed(claims(), { ...es256, header: { alg: 'ES256', jwk: p256Jwk } }),
  ],
  [
    'our key, with jku',
    () => withPem,
    () => signed(claims(), { ...es256, header: { alg: 'ES256', jku: 'http://127.0.0.1/' } }),
  ],
  ['crit', () => withSecret, () => forged({ alg: 'HS256', crit: ['x'], x: 1 }, claims(), secret)],
  [
    'crit of what the library knows',
    () => withSecret,
    () => forged({ alg: 'HS256', crit: ['b64'], b64: true }, claims(), secret),
  ],
  [
    'kid of another key',
    () => withSet,
    () => signed(claims(), { ...es256, header: { alg: 'ES256', kid: 'second' } }),
  ],
  [
    'a kid that nobody has',
    () => withSet,
    () => signed(claims(), { ...es256, header: { alg: 'ES256', kid: 'x' } }),
  ],
  ['a path as kid', () => withSet, () => forged({ alg: 'HS256', kid: '/dev/null' }, claims(), '')],
  ['a changed header', () => withSecret, async () => tampered(await signed(), 0)],
  ['a changed payload', () => withSecret, async () => tampered(await signed(), 1)],
  ['a changed signature', () => withSecret, async () => tampered(await signed(), 2)],
  ['a cut signature', () => withSecret, async () => (await signed()).slice(0, -2)],
  [
    'a signature of zeros',
    () => withPem,
    async () => (await signed(claims(), es256)).replace(/[^.]+$/, 'A'.repeat(86)),
  ],
  ['oversize', () => withSecret, () => signed(claims({ padding: 'x'.repeat(4_000) }))],
  ['two parts', () => withSecret, async () => (await signed()).split('.').slice(0, 2).join('.')],
  ['four parts', () => withSecret, async () => `${await signed()}.e30`],
  ['five parts, as if encrypted', () => withSecret, async () => `${await signed()}.e30.e30`],
  ['text', () => withSecret, () => 'let me in'],
  ['nothing', () => withSecret, () => ''],
  ['JSON', () => withSecret, async () => JSON.stringify({ payload: await signed() })],
  ['a payload that is no object', () => withSecret, () => forged({ alg: 'HS256' }, JSON.parse('[]'), secret)],
  [
    'an expired one of a stranger',
    () => withSecret,
    () => forged({ alg: 'HS256' }, claims({ exp: 1 }), 'x'.repeat(32)),
  ],
];

test.each(silent)('%s: token-invalid, without a word why', async (_name, access, token) => {
  const error = await refusal(access(), await token());
  expect(error).toMatchObject({ reason: 'token-invalid', field: 'token' });
  expect(error.message).toBe(`params.token: ${errors['token-invalid'].sentence}`);
});

describe('signed as it should be', () => {
  test.each([
    ['another audience', { aud: 'somebody' }, 'the claim "aud" does not name this server'],
    ['no audience', { aud: undefined }, 'the claim "aud" does not name this server'],
    ['not valid yet', { nbf: seconds + 6 }, 'the token is not valid yet'],
    ['no expiry', { exp: undefined }, 'the claim "exp" is missing or malformed'],
    ['an expiry that is text', { exp: '2100-01-01' }, 'the claim "exp" is missing or malformed'],
    ['an expiry beyond all time', { exp: 1e300 }, 'the claim "exp" is unknown, malformed or out of bounds'],
    ['no subject', { sub: undefined }, 'the claim "sub" is missing'],
    ['an empty subject', { sub: '' }, 'the claim "sub" is unknown, malformed or out of bounds'],
    [
      'a subject with a line feed',
      { sub: 'an\nn' },
      'the claim "sub" is unknown, malformed or out of bounds',
    ],
    [
      'a subject that reads backwards',
      { sub: 'a‮nn' },
      'the claim "sub" is unknown, malformed or out of bounds',
    ],
    [
      'a subject too long',
      { sub: 'a'.repeat(129) },
      'the claim "sub" is unknown, malformed or out of bounds',
    ],
    ['half a character', { sub: 'a\ud83d' }, 'the claim "sub" is malformed'],
    ['a subject that is a number', { sub: 7 }, 'the claim "sub" is unknown, malformed or out of bounds'],
    ['no room', { room: undefined }, 'the claim "room" is missing'],
    ['an empty room', { room: '' }, 'the claim "room" is unknown, malformed or out of bounds'],
    ['rooms in a list', { room: ['x'] }, 'the claim "room" is unknown, malformed or out of bounds'],
    [
      'an unknown field of the grant',
      { grant: { canFly: true } },
      'the claim "grant.canFly" is unknown, malformed or out of bounds',
    ],
    ['an unknown source', { grant: { canPublish: ['smell'] } }, /^the claim "grant\.canPublish/],
    ['a grant that is text', { grant: 'admin' }, 'the claim "grant" is unknown, malformed or out of bounds'],
    [
      'admin as text',
      { grant: { admin: 'true' } },
      'the claim "grant.admin" is unknown, malformed or out of bounds',
    ],
    ['an empty jti', { jti: '' }, 'the claim "jti" is unknown, malformed or out of bounds'],
  ])('%s: token-invalid, with the claim at fault', async (_name, changes, detail) => {
    const error = await refusal(withSecret, await signed(claims(changes)));
    expect(error).toMatchObject({ reason: 'token-invalid', field: 'token' });
    const told = error.message.replace('params.token: ', '');
    if (typeof detail === 'string') expect(told).toBe(detail);
    else expect(told).toMatch(detail);
  });

  test('expired: token-expired, five seconds later, for clocks differ', async () => {
    const error = await refusal(withSecret, await signed(claims({ exp: seconds - 5 })));
    expect(error).toMatchObject({ reason: 'token-expired', field: 'token' });
    const token = await signed(claims({ exp: seconds - 4, nbf: seconds + 5 }));
    await expect(withSecret.visitor({ room: 'x', name: 'Ann', token })).resolves.toBeDefined();
  });

  test('for another room: not-permitted', async () => {
    const error = await refusal(withSecret, await signed(claims({ room: 'y' })));
    expect(error).toMatchObject({ reason: 'not-permitted', field: 'room' });
  });
});

test('what an open server without keys is shown is invalid, whoever signed it', async () => {
  const open = await accessWith({}, { mode: 'open' });
  expect(await refusal(open, await signed())).toMatchObject({ reason: 'token-invalid' });
  expect(await refusal(open, unsigned({ alg: 'none' }, claims()))).toMatchObject({ reason: 'token-invalid' });
});

test('the key of one process is worth nothing to another', async () => {
  const file = await fileWith(pem(createPublicKey(p256Text)));
  const [one, other] = [await accessWith({ keysFile: file }), await accessWith({ keysFile: file })];
  const { token } = await one.issue({ identity: 'ann', room: 'x' });
  await one.visitor({ room: 'x', name: 'Ann', token });
  expect(await refusal(other, token)).toMatchObject({ reason: 'token-invalid' });
});

test('whatever is changed in a token, the answer is an error that a client is told', {
  timeout: 60_000,
}, async () => {
  const token = await signed();
  const anywhere = fc.nat(token.length - 1);
  await fc.assert(
    fc.asyncProperty(anywhere, anywhere, fc.string({ unit: 'binary', maxLength: 5 }), async (a, b, text) => {
      const changed = token.slice(0, Math.min(a, b)) + text + token.slice(Math.max(a, b));
      fc.pre(!changed.startsWith(token.slice(0, -1)));
      expect((await refusal(withSecret, changed)).reason).toBe('token-invalid');
    }),
    { numRuns: 100 },
  );
});
