/**
 * Who gets in as what, and which tokens the server makes.
 */
import { decodeJwt } from 'jose';
import { expect, test } from 'vitest';
import type { Access } from '../../server/auth/access.ts';
import type { TokenWish } from '../../server/protocol/api-shapes.ts';
import type { Grant, TokenGrant } from '../../server/protocol/grant.ts';
import { type Source, sources } from '../../server/protocol/words.ts';
import { accessWith, claims, forged, now, secret, signed } from './support/tokens.ts';

const everything = { canPublish: [...sources], canSubscribe: true, canSend: true, moderator: false };

async function visitorWith(access: Access, changes: Record<string, unknown> = {}, room = 'x') {
  return access.visitor({ room, name: undefined, token: await signed(claims(changes)) });
}

test('with a token one is who it says', async () => {
  const access = await accessWith();
  expect(await visitorWith(access, { jti: 'one' })).toEqual({
    identity: 'ann',
    name: 'Ann',
    grant: everything,
    hidden: false,
    roomCreate: false,
    token: {
      ids: ['one'],
      expires: now + 600_000,
      lifetime: 600_000,
      room: 'x',
      name: 'Ann',
      tokenGrant: {},
      guest: false,
    },
  });
});

test('without one, one is nobody known: on an open server only', async () => {
  const open = await accessWith({}, { mode: 'open' });
  expect(await open.visitor({ room: 'x', name: 'Bo', token: undefined })).toEqual({
    identity: null,
    name: 'Bo',
    grant: everything,
    hidden: false,
    roomCreate: true,
    token: {
      ids: [expect.any(String)],
      expires: now, // its text is still to be made
      lifetime: 600_000,
      room: 'x',
      name: null,
      tokenGrant: {},
      guest: true,
    },
  });
  expect(await open.onlooker({ room: 'x', token: undefined })).toMatchObject({ token: null });
  const closed = await accessWith();
  await expect(closed.visitor({ room: 'x', name: 'Bo', token: undefined })).rejects.toMatchObject({
    reason: 'token-required',
    field: 'token',
  });
});

test('a token that is given to an open server counts', async () => {
  const open = await accessWith({ secret }, { mode: 'open' });
  const visitor = await visitorWith(open, { grant: { canPublish: false } });
  expect(visitor).toMatchObject({ identity: 'ann', grant: { canPublish: [] }, roomCreate: true });
});

test.each<[TokenGrant, Partial<Grant>, { hidden?: boolean; roomCreate?: boolean }]>([
  [{ canPublish: true }, { canPublish: [...sources] }, {}],
  [{ canPublish: false }, { canPublish: [] }, {}],
  [{ canPublish: ['camera', 'microphone', 'camera'] }, { canPublish: ['microphone', 'camera'] }, {}],
  [{ canSubscribe: false }, { canSubscribe: false }, {}],
  [{ canSend: false }, { canSend: false }, {}],
  [{ moderator: true }, { moderator: true }, { roomCreate: true }],
  [{ admin: true }, { moderator: true }, { roomCreate: true }],
  [{ admin: true, moderator: false }, { moderator: true }, { roomCreate: true }],
  [{ roomCreate: true }, {}, { roomCreate: true }],
  [{ hidden: true, canPublish: true, canSend: true }, { canPublish: [], canSend: false }, { hidden: true }],
])('%o', async (grant, expected, rest) => {
  expect(await visitorWith(await accessWith(), { grant })).toMatchObject({
    grant: { ...everything, ...expected },
    hidden: false,
    roomCreate: false,
    ...rest,
  });
});

test.each([
  ['x', 'x', true],
  ['team-*', 'team-a', true],
  ['team-*', 'team', false],
  ['*', 'anything', true],
])('a token for %s in the room %s: %s', async (pattern, room, fits) => {
  const joined = visitorWith(await accessWith(), { room: pattern }, room);
  if (fits) await expect(joined).resolves.toBeDefined();
  else await expect(joined).rejects.toMatchObject({ reason: 'not-permitted', field: 'room' });
});

test('an admin without a room gets into each', async () => {
  const visitor = await visitorWith(await accessWith(), { room: undefined, grant: { admin: true } }, 'any');
  expect(visitor.token?.room).toBeNull();
});

test('rooms and identities are the same in every spelling of Unicode', async () => {
  const visitor = await visitorWith(
    await accessWith(),
    { room: 'cafe\u0301', sub: 'zoe\u0308' },
    'caf\u00e9',
  );
  expect(visitor).toMatchObject({ identity: 'zo\u00eb', token: { room: 'caf\u00e9' } });
});

test.each([
  ['the name of the token comes first', 'Ann', 'Bo', 'Ann'],
  ['a token without one leaves it to the request', undefined, 'Bo', 'Bo'],
  ['nothing but spaces and control characters is none', ' \u0000\u202e ', 'Bo', 'Bo'],
  ['an odd one is made fit', ' A\u202en\nn\u0007 ', undefined, 'An n'],
  ['a long one is cut', '\u{1f600}'.repeat(70), undefined, '\u{1f600}'.repeat(64)],
  ['it is in NFC', 'Zoe\u0308', undefined, 'Zo\u00eb'],
])('%s', async (_case, name, asked, expected) => {
  const access = await accessWith();
  const token = await signed(claims({ name }));
  expect((await access.visitor({ room: 'x', name: asked, token })).name).toBe(expected);
});

test('somebody needs a name, unless they only look', async () => {
  const access = await accessWith();
  const token = await signed(claims({ name: undefined }));
  await expect(access.visitor({ room: 'x', name: undefined, token })).rejects.toMatchObject({
    reason: 'invalid-params',
    field: 'name',
  });
  expect(await access.onlooker({ room: 'x', token })).toMatchObject({ identity: 'ann', name: '' });
});

test('a token without an id has one, whatever its signature looks like', async () => {
  const access = await accessWith();
  const token = forged({ alg: 'HS256' }, claims({ jti: undefined }), secret);
  // The last of 43 characters carries two bits that mean nothing: the same signature can be written in four ways.
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const value = alphabet.indexOf(token.slice(-1));
  const spellings = [0, 1, 2, 3].map(bits => `${token.slice(0, -1)}${alphabet[(value & ~3) | bits]}`);
  expect(spellings).toContain(token);
  const taken = await Promise.allSettled(spellings.map(each => access.onlooker({ room: 'x', token: each })));
  const ids = taken.flatMap(result => (result.status === 'fulfilled' ? (result.value.token?.ids ?? []) : []));
  expect(ids.length).toBeGreaterThan(0);
  expect(new Set(ids).size).toBe(1);
  expect(ids[0]).toMatch(/^[\w-]{43}$/);
});

test('a refreshed token has the grant of the moment, a new id, and the id of the first', async () => {
  const access = await accessWith();
  const visitor = await visitorWith(access, { jti: 'one', grant: { roomCreate: true, canSend: false } });
  const grant: Grant = { canPublish: ['camera'], canSubscribe: true, canSend: true, moderator: true };
  const { token, expires } = await access.refresh(visitor, grant);
  expect(expires).toBe(now + 600_000);
  const second = await access.visitor({ room: 'x', name: undefined, token });
  expect(second).toMatchObject({ identity: 'ann', name: 'Ann', grant, roomCreate: true });
  expect(second.token?.tokenGrant.roomCreate).toBe(true);
  expect(second.token?.ids).toEqual([expect.any(String), 'one']);
  const third = await access.visitor({
    room: 'x',
    name: undefined,
    token: (await access.refresh(second, grant)).token,
  });
  expect(third.token?.ids[1]).toBe('one');
  expect(new Set([...(second.token?.ids ?? []), ...(third.token?.ids ?? [])]).size).toBe(3);
});

test('a refreshed token stays hidden, nameless and for the same rooms', async () => {
  const access = await accessWith();
  const changes = { name: undefined, room: 'team-*', grant: { hidden: true } };
  const visitor = await access.visitor({ room: 'team-a', name: 'Bo', token: await signed(claims(changes)) });
  const { token } = await access.refresh(visitor, visitor.grant);
  expect(decodeJwt(token)).toMatchObject({ room: 'team-*', grant: { hidden: true } });
  expect(decodeJwt(token)).not.toHaveProperty('name');
});

test('what a moderator of one room gives does not open the others', async () => {
  const access = await accessWith();
  const changes = { room: 'team-*', grant: { canPublish: ['microphone'], canSend: false } };
  const visitor = await visitorWith(access, changes, 'team-a');
  const given: Grant = {
    canPublish: ['microphone', 'screen'],
    canSubscribe: false,
    canSend: true,
    moderator: true,
  };
  const { token } = await access.refresh(visitor, given);
  expect((await access.onlooker({ room: 'team-b', token })).grant).toEqual({
    canPublish: ['microphone'],
    canSubscribe: false,
    canSend: false,
    moderator: false,
  });
});

test('an admin stays one', async () => {
  const access = await accessWith();
  const visitor = await visitorWith(access, { room: undefined, grant: { admin: true } });
  const { token } = await access.refresh(visitor, { ...visitor.grant, moderator: false });
  await expect(access.admin(token)).resolves.toMatchObject({ identity: 'ann' });
});

test('a guest of an open server gets a token by which they are known again, and that is worth nothing elsewhere', async () => {
  const open = await accessWith({ secret }, { mode: 'open' });
  const visitor = await open.visitor({ room: 'x', name: 'Bo', token: undefined });
  const { token, expires } = await open.refresh(visitor, { ...everything, moderator: true });
  expect(expires).toBe(now + 600_000);
  const again = await open.visitor({ room: 'x', name: 'Bob', token });
  expect(again).toMatchObject({ identity: null, name: 'Bob', grant: everything, token: { guest: true } });
  expect(again.token?.ids.at(-1)).toBe(visitor.token?.ids[0]);
  const twice = await open.visitor({
    room: 'x',
    name: 'Bob',
    token: (await open.refresh(again, everything)).token,
  });
  expect(twice.token?.ids.at(-1)).toBe(visitor.token?.ids[0]);
  await expect(open.visitor({ room: 'y', name: 'Bob', token })).rejects.toMatchObject({ field: 'room' });
  await expect(open.admin(token)).rejects.toMatchObject({ reason: 'not-permitted' });
  const closed = await accessWith({ secret });
  await expect(closed.visitor({ room: 'x', name: 'Bob', token })).rejects.toMatchObject({
    reason: 'token-invalid',
  });
});

test('a guest token is no more than that, whatever else it says', async () => {
  const open = await accessWith({ secret }, { mode: 'open' });
  const visitor = await visitorWith(open, { guest: true, grant: { admin: true, hidden: true } });
  expect(visitor).toMatchObject({ identity: null, grant: everything, hidden: false });
});

test('an onlooker has nothing to refresh', async () => {
  const open = await accessWith({}, { mode: 'open' });
  const onlooker = await open.onlooker({ room: 'x', token: undefined });
  await expect(open.refresh(onlooker, everything)).rejects.toThrow('only a token can be refreshed');
});

test('an admin is who has a token that says so', async () => {
  const access = await accessWith();
  await expect(access.admin(undefined)).rejects.toMatchObject({ reason: 'token-required' });
  await expect(access.admin('x')).rejects.toMatchObject({ reason: 'token-invalid' });
  const moderator = await signed(claims({ grant: { moderator: true } }));
  await expect(access.admin(moderator)).rejects.toMatchObject({ reason: 'not-permitted' });
  const expired = await signed(claims({ grant: { admin: true }, exp: 1 }));
  await expect(access.admin(expired)).rejects.toMatchObject({ reason: 'token-expired' });
  const admin = await access.admin(await signed(claims({ room: 'team-*', grant: { admin: true } })));
  expect(admin.identity).toBe('ann');
  expect(['team-a', 'team-*', 'team-b*', 'x', '*', 't*'].map(room => admin.covers(room))).toEqual([
    true,
    true,
    true,
    false,
    false,
    false,
  ]);
});

test('an issued token says what was wished', async () => {
  const access = await accessWith();
  const wish: TokenWish = {
    identity: 'zoe\u0308',
    name: 'Zoe\u0308',
    room: 'y',
    grant: { canPublish: ['microphone'] },
    seconds: 60,
    notBefore: now + 10_000,
  };
  const { token, expires } = await access.issue(wish);
  expect(expires).toBe(now + 70_000);
  await expect(access.onlooker({ room: 'y', token })).rejects.toMatchObject({ reason: 'token-invalid' });
  const later = await accessWith({ secret }, { now: () => now + 20_000 });
  expect(await later.visitor({ room: 'y', name: undefined, token })).toMatchObject({
    identity: 'zo\u00eb',
    name: 'Zo\u00eb',
    grant: { canPublish: ['microphone'] satisfies Source[] },
  });
});

test.each<[string, TokenWish, string]>([
  ['no room', { identity: 'ann' }, 'room'],
  ['an empty room', { identity: 'ann', room: '' }, 'room'],
  ['an identity with a line feed', { identity: 'a\nb', room: 'x' }, 'identity'],
  ['half a character', { identity: 'a\ud83d', room: 'x' }, 'identity'],
  ['a name that is too long', { identity: 'ann', room: 'x', name: 'a'.repeat(65) }, 'name'],
  ['no time at all', { identity: 'ann', room: 'x', seconds: 0 }, 'seconds'],
  ['more than 30 days', { identity: 'ann', room: 'x', seconds: 30 * 86_400 + 1 }, 'seconds'],
])('%s cannot be wished', async (_case, wish, field) => {
  const access = await accessWith();
  await expect(access.issue(wish)).rejects.toMatchObject({ reason: 'invalid-params', field });
});

test('nobody gives what is not theirs', async () => {
  const access = await accessWith();
  const some = await access.admin(await signed(claims({ room: 'team-*', grant: { admin: true } })));
  const all = await access.admin(await signed(claims({ room: undefined, grant: { admin: true } })));
  const refused = (wish: TokenWish) => expect(access.issue(wish, some)).rejects;
  await refused({ identity: 'bo', room: 'x' }).toMatchObject({ reason: 'not-permitted', field: 'room' });
  await refused({ identity: 'bo', room: '*' }).toMatchObject({ reason: 'not-permitted', field: 'room' });
  await refused({ identity: 'bo', grant: { admin: true } }).toMatchObject({
    reason: 'not-permitted',
    field: 'grant.admin',
  });
  const { token } = await access.issue({ identity: 'bo', room: 'team-x*', grant: { admin: true } }, some);
  expect((await access.admin(token)).covers('team-a')).toBe(false);
  await access.issue({ identity: 'bo', room: 'x' }, all);
  const { token: boss } = await access.issue({ identity: 'bo', grant: { admin: true } }, all);
  expect((await access.admin(boss)).covers('*')).toBe(true);
});

test('the longest token that can be wished can be used', async () => {
  const access = await accessWith();
  const widest = (length: number) => '\u{1f600}'.repeat(length);
  const { token } = await access.issue({ identity: widest(128), name: widest(64), room: widest(128) });
  const visitor = await access.visitor({ room: widest(128), name: undefined, token });
  const { token: next } = await access.refresh(visitor, visitor.grant);
  expect(await access.visitor({ room: widest(128), name: undefined, token: next })).toMatchObject({
    name: widest(64),
  });
});
