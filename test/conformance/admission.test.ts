/**
 * PROTOCOL.md, "The lobby", "Looking in" and "Tokens", as far as a server that lets in anybody shows them: what keeps somebody out of a
 * room, and what lets them in.
 */
import { expect, test } from 'vitest';
import { tokenFor } from '../support/roles.ts';
import type { Client, Refusal } from './support/client.ts';
import {
  connected,
  type JoinOptions,
  joined,
  joinParams,
  type Member,
  newRoom,
  pairOf,
  stateOf,
} from './support/member.ts';
import { change } from './support/moderating.ts';

interface Visitor {
  client: Client;
  /** Of its request `join`. */
  id: number;
}

/** Somebody who has asked to come in and has no answer yet. */
async function visitor({ snapshot }: Member, options: JoinOptions = {}): Promise<Visitor> {
  const client = await connected();
  const params = joinParams(await client.notified('hello'), {
    room: snapshot.room,
    name: 'Vic',
    ...options,
  });
  return { client, id: client.send('join', params) };
}

/** The same, who was told to wait. */
async function waiter(room: Member, options: JoinOptions = {}): Promise<Visitor> {
  const waiting = await visitor(room, options);
  expect(await waiting.client.notified('waiting')).toEqual({});
  return waiting;
}

/** What keeps somebody out who wants to come in. */
async function keptOut({ snapshot }: Member, options: JoinOptions = {}): Promise<Refusal> {
  const client = await connected();
  const hello = await client.notified('hello');
  return client.refusal('join', joinParams(hello, { room: snapshot.room, name: 'Vic', ...options }));
}

/** Waits until exactly those are in the lobby; returns who they are. */
async function lobby({ client }: Member, ...names: string[]) {
  const isIt = () => client.notifications('lobby').at(-1)?.waiting ?? [];
  await expect.poll(() => isIt().map(({ name }) => name)).toEqual(names);
  return isIt();
}

async function admit(moderator: Member, waitingId: string | undefined): Promise<void> {
  expect(await moderator.client.request('admit', { waitingId })).toEqual({});
}

async function preview({ snapshot }: Member) {
  return (await connected()).request('preview', { room: snapshot.room });
}

test('who is let in from the lobby gets the usual answer; moderators alone hear who waits', async () => {
  const { ann, bob } = await pairOf();
  await change(ann, { lobby: true });
  const { client, id } = await waiter(ann, { name: 'Vic' });
  const [waiting] = await lobby(ann, 'Vic');
  expect(waiting).toEqual({
    waitingId: expect.any(String),
    name: 'Vic',
    identity: null,
    since: expect.any(Number),
  });
  await bob.client.settled();
  expect(bob.client.notifications('lobby')).toEqual([]);
  expect(Object.keys(stateOf(bob).peers)).toHaveLength(2);

  await admit(ann, waiting?.waitingId);
  const { result } = await client.answer(id);
  expect(result).toMatchObject({ grant: { moderator: false }, media: { generation: 1 } });
  await lobby(ann);
  await bob.client.notified('event', ({ peer }) => peer?.name === 'Vic');
});

test('who is refused hears so, and the socket stays open', async () => {
  const ann = await joined();
  await change(ann, { lobby: true });
  const { client, id } = await waiter(ann);
  const [waiting] = await lobby(ann, 'Vic');
  expect(await ann.client.request('refuse', { waitingId: waiting?.waitingId })).toEqual({});
  expect((await client.answer(id)).error).toMatchObject({ code: -32_020, data: { reason: 'refused' } });
  await lobby(ann);
  expect(await client.request('preview', { room: ann.snapshot.room })).toMatchObject({ count: 1 });
});

test('who closes the socket goes away, and cannot be let in any more', async () => {
  const ann = await joined();
  await change(ann, { lobby: true });
  const [first, second] = [await waiter(ann, { name: 'Vic' }), await waiter(ann, { name: 'Wim' })];
  const [gone] = await lobby(ann, 'Vic', 'Wim');
  first.client.socket.terminate();
  const [stays] = await lobby(ann, 'Wim');
  const refusal = await ann.client.refusal('admit', { waitingId: gone?.waitingId });
  expect(refusal).toMatchObject({ reason: 'not-found', field: 'waitingId' });
  await admit(ann, stays?.waitingId);
  expect((await second.client.answer(second.id)).result).toBeDefined();
});

test('nothing else is answered to who waits, and its seconds for joining do not run', async () => {
  const ann = await joined();
  await change(ann, { lobby: true });
  const { client, id } = await waiter(ann);
  const asked = client.send('preview', { room: ann.snapshot.room });
  const hurried = await connected(); // its seconds do run, and began later
  expect(await hurried.closed).toMatchObject({ reason: 'timeout' });
  expect(client.frames.filter(({ method }) => method === undefined)).toEqual([]);

  const [waiting] = await lobby(ann, 'Vic');
  await admit(ann, waiting?.waitingId);
  expect((await client.answer(asked)).result).toMatchObject({ count: 2 });
  const answered = client.frames.filter(({ method }) => method === undefined).map(frame => frame.id);
  expect(answered).toEqual([id, asked]);
});

test('when the lobby is abolished, whoever waits comes in', async () => {
  const ann = await joined();
  await change(ann, { lobby: true });
  const waiting = [await waiter(ann, { name: 'Vic' }), await waiter(ann, { name: 'Wim' })];
  await lobby(ann, 'Vic', 'Wim');
  await change(ann, { lobby: false });
  for (const { client, id } of waiting) expect((await client.answer(id)).result).toBeDefined();
  await ann.client.settled();
  expect(Object.keys(stateOf(ann).peers)).toHaveLength(3);
});

test('who becomes a moderator hears who waits', async () => {
  const { ann, bob } = await pairOf();
  await change(ann, { lobby: true });
  await waiter(ann);
  await lobby(ann, 'Vic');
  await ann.client.request('changeGrant', { peerId: bob.peerId, grant: { moderator: true } });
  const [waiting] = await lobby(bob, 'Vic');
  await admit(bob, waiting?.waitingId);
});

test('after somebody without a name of their own was removed, newcomers wait', async () => {
  const { ann, bob } = await pairOf();
  await ann.client.request('removePeer', { peerId: bob.peerId });
  await waiter(ann, { name: 'Bob' });
  await lobby(ann, 'Bob');
});

test('a room that is locked lets nobody in, and tells no names, until it is opened again', async () => {
  const ann = await joined();
  await change(ann, { locked: true, title: 'Kitchen talk' });
  expect(await keptOut(ann)).toMatchObject({ code: -32_014, reason: 'room-locked' });
  expect(await preview(ann)).toMatchObject({ count: 1, names: [], title: 'Kitchen talk', locked: true });
  await change(ann, { locked: false });
  await joined({ room: ann.snapshot.room });
  expect(await preview(ann)).toMatchObject({ names: ['Ann', 'Ann'], locked: false });
});

test('a room that is full lets nobody in until somebody leaves or there is place for more', async () => {
  const { ann, bob } = await pairOf();
  await change(ann, { maxPeers: 2 });
  expect(await keptOut(ann)).toMatchObject({ code: -32_015, reason: 'room-full' });
  await bob.client.request('leave');
  await joined({ room: ann.snapshot.room });
  await change(ann, { maxPeers: null });
  await joined({ room: ann.snapshot.room });
});

test('a room that opens later lets nobody in until then', async () => {
  const ann = await joined();
  const notBefore = (ann.snapshot.peers[ann.peerId]?.joinedAt ?? 0) + 3_600_000;
  await change(ann, { notBefore });
  expect(await keptOut(ann)).toMatchObject({ code: -32_017, reason: 'too-early' });
  expect(await preview(ann)).toMatchObject({ notBefore });
  await change(ann, { notBefore: notBefore - 2 * 3_600_000 });
  expect(await preview(ann)).toMatchObject({ notBefore: null });
  await joined({ room: ann.snapshot.room });
});

test('the lock comes before the passcode, and the passcode before the lobby', async () => {
  const ann = await joined();
  await change(ann, { locked: true, passcode: 'open sesame', lobby: true });
  expect(await keptOut(ann)).toMatchObject({ reason: 'room-locked' });
  await change(ann, { locked: false });
  expect(await keptOut(ann)).toMatchObject({ reason: 'passcode-required' });
  await waiter(ann, { passcode: 'open sesame' });
});

test('a token that nobody here signed is invalid, also where none is needed', async () => {
  const room = newRoom();
  const client = await connected();
  const hello = await client.notified('hello');
  const token = await tokenFor(room);
  const invalid = { code: -32_010, reason: 'token-invalid', field: 'token' };
  expect(await client.refusal('preview', { room, token })).toMatchObject(invalid);
  expect(await client.refusal('join', joinParams(hello, { room, token }))).toMatchObject(invalid);
});

test('who has neither a token nor a name is told so', async () => {
  const client = await connected();
  const { name: _none, ...params } = joinParams(await client.notified('hello'));
  expect(await client.refusal('join', params)).toMatchObject({ reason: 'invalid-params', field: 'name' });
});

// The last test of this file: afterwards this address has used up its tries for some seconds.
test('a passcode is needed, told to nobody, and cannot be guessed without end', async () => {
  const { ann, bob } = await pairOf();
  const passcode = 'caf\u00e9 sesame';
  await change(ann, { passcode });
  expect(await preview(ann)).toMatchObject({ count: 2, names: [], passcode: true });
  expect(await keptOut(ann)).toMatchObject({ code: -32_018, reason: 'passcode-required', field: 'passcode' });
  await joined({ room: ann.snapshot.room, name: 'Cleo', passcode: 'cafe\u0301 sesame' });

  const wrong = () => keptOut(ann, { passcode: 'open' });
  expect(await wrong()).toMatchObject({ code: -32_019, reason: 'passcode-wrong', field: 'passcode' });
  const answers = await Promise.all(Array.from({ length: 8 }, wrong));
  expect(answers.map(({ reason }) => reason)).toContain('rate-limited');

  for (const { client } of [ann, bob]) {
    await client.settled();
    expect(JSON.stringify(client.frames)).not.toContain('sesame');
  }
  expect(stateOf(bob).settings.passcode).toBe(true);
  await change(ann, { passcode: null });
  await joined({ room: ann.snapshot.room, name: 'Dan' });
});
