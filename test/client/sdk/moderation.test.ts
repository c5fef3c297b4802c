import { FakeHandler } from 'mediasoup-client';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { MethodName } from '#protocol/methods.ts';
import type { Waiting } from '#protocol/signals.ts';
import type { Moderation } from '../../../client/sdk/moderation.ts';
import { aGrant, aPeer, aRoom } from '../../support/room-state.ts';
import { fakeTrack } from './fake-device.ts';
import { joinedRoom } from './joined-room.ts';

const moderator = aGrant({ moderator: true });
const cy: Waiting = { waitingId: 'w1', name: 'Cy', identity: null, since: 5 };
const refusal = { error: { code: -32008, message: 'no', data: { reason: 'not-permitted' } } };

afterEach(() => {
  vi.useRealTimers();
});

describe('what a moderator decides is asked of the server', () => {
  test.each<[MethodName, object, (moderation: Moderation) => Promise<void>]>([
    ['muteProducer', { producerId: 'p', force: true }, moderation => moderation.mute('p')],
    ['muteProducer', { producerId: 'p', force: false }, moderation => moderation.askToMute('p')],
    ['stopProducer', { producerId: 'p' }, moderation => moderation.stop('p')],
    [
      'changeGrant',
      { peerId: 'bob', grant: { canSend: false } },
      moderation => moderation.changeGrant('bob', { canSend: false }),
    ],
    ['removePeer', { peerId: 'bob' }, moderation => moderation.remove('bob')],
    ['admit', { waitingId: 'w1' }, moderation => moderation.admit('w1')],
    ['refuse', { waitingId: 'w1' }, moderation => moderation.refuse('w1')],
    ['changeRoom', { settings: { locked: true } }, moderation => moderation.changeRoom({ locked: true })],
    ['endRoom', {}, moderation => moderation.endRoom()],
  ])('%s %o', async (method, params, decide) => {
    const { farEnd, room } = await joinedRoom();
    farEnd.answers = { ...farEnd.answers, [method]: () => ({}) };
    expect(await decide(room.moderation)).toBeUndefined();
    expect(farEnd.last(method).params).toEqual(params);
  });

  test('and refused to those who are none', async () => {
    const { farEnd, room } = await joinedRoom();
    const removing = room.moderation.remove('bob');
    void farEnd.answer(farEnd.last('removePeer'), refusal);
    await expect(removing).rejects.toMatchObject({ method: 'removePeer', reason: 'not-permitted' });
  });
});

describe('the lobby', () => {
  test('is shown to moderators, and its changes are told', async () => {
    const { farEnd, room } = await joinedRoom([], { grant: moderator });
    const told: string[][] = [];
    room.on('lobby', waiting => told.push(waiting.map(({ name }) => name)));
    expect(room.lobby).toEqual([]);
    await farEnd.signal('lobby', { waiting: [cy] });
    expect(room.lobby).toEqual([cy]);
    await farEnd.signal('lobby', { waiting: [] });
    expect(told).toEqual([['Cy'], []]);
  });

  test('is empty, and told so once, for whoever is no moderator any more', async () => {
    const { farEnd, room } = await joinedRoom([], { grant: moderator });
    await farEnd.signal('lobby', { waiting: [cy] });
    const told: unknown[] = [];
    room.on('lobby', waiting => told.push(waiting));
    const changed = { type: 'grantChanged', peerId: 'self', by: 'bob' } as const;
    const still = aGrant({ moderator: true, canSend: false });
    await farEnd.signal('event', { ...changed, seq: 2, at: 2, grant: still });
    expect(room.lobby).toEqual([cy]);
    await farEnd.signal('event', { ...changed, seq: 3, at: 3, grant: aGrant() });
    await farEnd.signal('event', { ...changed, seq: 4, at: 4, grant: aGrant({ canSend: false }) });
    expect(room.lobby).toEqual([]);
    expect(told).toEqual([[]]);
  });
});

describe('the own grant', () => {
  test('is that of the answer to join at first, and follows the log after it was told', async () => {
    const { farEnd, room } = await joinedRoom([], { grant: moderator });
    expect(room.grant).toEqual(moderator);
    const told: string[] = [];
    room.on('grantChanged', (event, state) => {
      told.push(`${event.peerId} ${state.peers[event.peerId]?.grant.canSend}`);
    });
    room.on('grant', ({ canSend }) => told.push(`mine ${canSend}`));
    const changed = { type: 'grantChanged', grant: aGrant({ canSend: false }), by: null } as const;
    await farEnd.signal('event', { ...changed, peerId: 'bob', seq: 2, at: 2 });
    await farEnd.signal('event', { ...changed, peerId: 'self', seq: 3, at: 3 });
    expect(told).toEqual(['bob undefined', 'self false', 'mine false']);
    expect(room.grant.canSend).toBe(false);
  });

  test('of a hidden peer, which is in no list, comes by itself', async () => {
    const { farEnd, room } = await joinedRoom([], { state: aRoom({ seq: 1 }) });
    const told: unknown[] = [];
    room.on('grant', grant => told.push(grant));
    await farEnd.signal('grant', { grant: moderator });
    expect(told).toEqual([moderator]);
    expect(room.grant).toEqual(moderator);
    expect(room.state.peers[room.peerId]).toBeUndefined();
  });
});

test.each([
  ['of a hidden peer is nobody’s business', [], 0],
  ['of all others is told to the server', [aPeer({ peerId: 'self' })], 1],
])('the quality %s', async (_name, peers, reports) => {
  // Turns of the event loop stay real: the in-memory socket delivers by them.
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const { farEnd, room, handlers } = await joinedRoom([], { state: aRoom({ seq: 1, peers }) });
  const limits: unknown[] = [];
  room.on('quality', ({ limit }) => limits.push(limit));
  const [handler] = handlers;
  if (handler instanceof FakeHandler) handler.setConnectionState('disconnected');
  await vi.advanceTimersByTimeAsync(3_000);
  expect(limits).toEqual(['interrupted']);
  expect(farEnd.methods().filter(method => method === 'reportQuality')).toHaveLength(reports);
  farEnd.close(4000, 'left');
});

test('the settings of the room are part of its state', async () => {
  const { farEnd, room } = await joinedRoom();
  const told: boolean[] = [];
  room.on('settingsChanged', ({ settings }, state) => told.push(settings.locked, state.settings.locked));
  const settings = { ...room.state.settings, locked: true };
  await farEnd.signal('event', { type: 'settingsChanged', settings, by: 'bob', seq: 2, at: 2 });
  expect(told).toEqual([true, true]);
});

test('the token is the one given until a fresh one comes', async () => {
  const { farEnd, room } = await joinedRoom([], {}, { token: 'a.b.c' });
  const told: unknown[] = [];
  room.on('token', fresh => told.push(fresh));
  expect(room.token).toBe('a.b.c');
  const fresh = { token: 'd.e.f', expires: 9 };
  await farEnd.signal('token', fresh);
  expect(room.token).toBe('d.e.f');
  expect(told).toEqual([fresh]);
});

test('to be asked to mute changes nothing, and names the source', async () => {
  const { farEnd, room } = await joinedRoom();
  const asked: unknown[] = [];
  room.on('muteAsked', params => asked.push(params));
  await room.publish(fakeTrack('audio'), { source: 'microphone' });
  const { producerId } = farEnd.last('publish').params as { producerId: string };
  await farEnd.signal('muteAsked', { producerId: 'gone already', by: 'bob' });
  await farEnd.signal('muteAsked', { producerId, by: 'bob' });
  expect(asked).toEqual([{ producerId, source: 'microphone', by: 'bob' }]);
  expect(farEnd.methods()).not.toContain('pauseProducer');
});
