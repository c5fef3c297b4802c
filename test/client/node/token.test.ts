/** Tokens and links, as the server or any library of JSON Web Tokens reads them. */
import { decodeProtectedHeader, exportJWK, exportPKCS8, generateKeyPair, jwtVerify } from 'jose';
import { expect, test } from 'vitest';
import { createToken, linkTo, type TokenWish } from '../../../client/node/index.ts';
import { Access } from '../../../server/auth/access.ts';
import { KeyRing } from '../../../server/auth/keys.ts';

const secret = 'a secret that is long enough: 32';
const key = new TextEncoder().encode(secret);
const ann: TokenWish = { identity: 'user-7', room: 'blue', name: 'Ann' };

test('with a secret: who, where, what for, and not for long', async () => {
  const grant = { canPublish: ['microphone' as const], moderator: true };
  const token = await createToken({ secret }, { ...ann, grant });
  const { payload, protectedHeader } = await jwtVerify(token, key, {
    algorithms: ['HS256'],
    audience: 'plenum',
  });
  expect(protectedHeader).toEqual({ alg: 'HS256' });
  const { sub, room, name, exp = 0, iat = 0, jti } = payload;
  expect({ sub, room, name, grant: payload.grant }).toEqual({
    sub: 'user-7',
    room: 'blue',
    name: 'Ann',
    grant,
  });
  expect(exp - iat).toBe(600);
  expect(jti).toMatch(/^[0-9a-f-]{36}$/);
});

test('for an audience of its own, from a later time on', async () => {
  const notBefore = new Date('2030-01-01T00:00:00Z');
  const token = await createToken({ secret }, { ...ann, audience: 'stage', notBefore, seconds: 60 });
  const read = { audience: 'stage', currentDate: new Date('2030-01-01T00:00:59Z') };
  const { payload } = await jwtVerify(token, key, read);
  expect([payload.nbf, payload.exp]).toEqual([1_893_456_000, 1_893_456_060]);
  await expect(jwtVerify(token, key, { audience: 'stage' })).rejects.toThrow('nbf');
});

test.each(['ES256', 'EdDSA'] as const)('with a private key of %s, in any form', async alg => {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  for (const form of [privateKey, await exportPKCS8(privateKey), await exportJWK(privateKey)]) {
    const token = await createToken({ privateKey: form, alg, kid: 'spring' }, ann);
    expect(decodeProtectedHeader(token)).toEqual({ alg, kid: 'spring' });
    const { payload } = await jwtVerify(token, publicKey, { algorithms: [alg], audience: 'plenum' });
    expect(payload.sub).toBe('user-7');
  }
});

test('tokens that could be of no use are not made', async () => {
  await expect(createToken({ secret: 'short' }, ann)).rejects.toThrow('at least 32 characters');
  await expect(createToken({ secret }, { identity: 'user-7' })).rejects.toThrow('needs a room');
  await expect(createToken({ secret }, { ...ann, seconds: 0 })).rejects.toThrow('more than 0 seconds');
  const admin = await createToken({ secret }, { identity: 'back end', grant: { admin: true } });
  expect((await jwtVerify(admin, key)).payload).not.toHaveProperty('room');
});

test.each([
  ['https://meet.example.org', 'blue', 'https://meet.example.org/r/blue'],
  ['https://meet.example.org/', 'a/b? #1', 'https://meet.example.org/r/a%2Fb%3F%20%231'],
  ['http://localhost:3000', '世界', 'http://localhost:3000/r/%E4%B8%96%E7%95%8C'],
])('a link to %s, room %s', (url, room, link) => {
  expect(linkTo({ url, room })).toBe(link);
  expect(linkTo({ url, room, token: 'aaa.bb-b._cc' })).toBe(`${link}#token=aaa.bb-b._cc`);
});

test.each(['', '.', '..'])('no link leads to a room called "%s"', room => {
  expect(() => linkTo({ url: 'https://meet.example.org', room })).toThrow('No address can hold');
});

test('the server takes them', async () => {
  const options = { audience: 'plenum', tokenSeconds: 600, keys: await KeyRing.load({ secret }) };
  const access = new Access({ ...options, mode: 'token' });
  const token = await createToken(
    { secret },
    { ...ann, grant: { canPublish: ['camera'], roomCreate: true } },
  );
  const visitor = await access.visitor({ room: 'blue', name: undefined, token });
  expect(visitor).toMatchObject({ identity: 'user-7', name: 'Ann', roomCreate: true, hidden: false });
  expect(visitor.grant).toEqual({
    canPublish: ['camera'],
    canSubscribe: true,
    canSend: true,
    moderator: false,
  });
  const admin = await createToken({ secret }, { identity: 'api', grant: { admin: true }, seconds: 60 });
  expect((await access.admin(admin)).covers('any room')).toBe(true);
});
