/** Who is let into a room, and what is kept of a room when nobody is inside. */
import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { RoomSettingsChange } from '#protocol/room-settings.ts';
import type { Visitor } from '../../server/auth/visitor.ts';
import { limits } from '../../server/limits.ts';
import { mediaCodecs } from '../../server/media/codecs.ts';
import { RoomRouter } from '../../server/media/room-router.ts';
import { Administration } from '../../server/rooms/administration.ts';
import { Registry } from '../../server/rooms/registry.ts';
import { FakeWorker } from '../fakes/worker.ts';
import { aToken, aVisitor, request, silent, unburdened, unobserved, untold } from '../support/open-room.ts';
import { aGrant } from '../support/room-state.ts';

const keepEmpty = 60_000;
const host = { identity: 'host', grant: aGrant({ moderator: true }) };
const guest = { identity: 'guest', roomCreate: false };
const other = { identity: 'other', roomCreate: false };

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'Date'] });
  return () => void vi.useRealTimers();
});

function house({ selfGoverned = false, maxRooms = 100 } = {}) {
  const worker = new FakeWorker();
  const registry = new Registry({
    ...unburdened,
    createRouter: async () =>
      RoomRouter.create(await worker.createRouter(mediaCodecs), {
        listenInfos: [{ protocol: 'udp', ip: '127.0.0.1' }],
      }),
    keepEmpty,
    keepSeat: 30_000,
    limits,
    maxRooms,
    maxPeers: 100,
    selfGoverned,
    observer: unobserved,
    onTransition: untold,
    log: silent,
  });
  const failed = vi.fn();
  let triesLeft = 3;
  const tries = {
    mayTryPasscode: () => triesLeft > 0,
    failedPasscode: () => {
      triesLeft -= 1;
      failed();
    },
  };
  const life = new AbortController();
  const waiting = vi.fn();
  const join = (visitor: Partial<Visitor>, passcode?: string) =>
    registry.join('kitchen', {
      request: request(visitor),
      passcode,
      tries,
      applicant: { signal: life.signal, waiting },
    });
  const api = new Administration(registry);
  const create = (settings: RoomSettingsChange = {}) => api.create('kitchen', settings);
  return { worker, registry, api, create, join, failed, waiting, life };
}

const refusedAs = (reason: string, field?: string) =>
  expect.objectContaining({ reason, ...(field && { field }) });

describe('a room that is not open', () => {
  test('is opened by who may, and by nobody else; a failed try leaves nothing', async () => {
    const { registry, join } = house();
    await expect(join(guest)).rejects.toEqual(refusedAs('room-not-open'));
    expect([registry.size, registry.records.values()]).toEqual([0, []]);
    await join(host);
    await expect(join(guest)).resolves.toBeDefined();
  });

  test('can be entered by a guest once the API has made it', async () => {
    const { create, join } = house();
    create();
    await expect(join(guest)).resolves.toBeDefined();
  });
});

describe.each([
  ['locked', { locked: true }, 'room-locked'],
  ['to open later', { notBefore: 4e12 }, 'too-early'],
  ['behind a passcode', { passcode: 'sesame' }, 'passcode-required'],
] as const)('a room %s', (_, settings, reason) => {
  test('lets in moderators and nobody else', async () => {
    const { create, join } = house();
    create(settings);
    await expect(join(guest)).rejects.toEqual(refusedAs(reason));
    await expect(join(host)).resolves.toBeDefined();
    await expect(join(guest)).rejects.toEqual(refusedAs(reason));
  });
});

test('a room opens when its time has come, and closes when it is over, for good', async () => {
  const { create, join } = house();
  const now = Date.now();
  create({ notBefore: now + 10_000, expires: now + 20_000 });
  vi.advanceTimersByTime(10_000);
  const { room, peer } = await join(guest);
  vi.advanceTimersByTime(10_000);
  expect([room.closed, peer.closed]).toEqual([true, true]);
  for (const visitor of [guest, host]) await expect(join(visitor)).rejects.toEqual(refusedAs('room-expired'));
});

test('the passcode is compared in NFC, and wrong ones are counted', async () => {
  const { create, join, failed } = house();
  create({ passcode: 'caf\u00e9' });
  await expect(join(guest, 'cafe\u0301')).resolves.toBeDefined();
  for (let count = 0; count < 3; count++) {
    await expect(join(other, 'caf')).rejects.toEqual(refusedAs('passcode-wrong', 'passcode'));
  }
  await expect(join(other, 'caf\u00e9')).rejects.toEqual(refusedAs('rate-limited', 'passcode'));
  expect(failed).toHaveBeenCalledTimes(3);
});

describe('a lobby', () => {
  test('keeps guests until a moderator, who comes later, lets them in; nothing of media is made meanwhile', async () => {
    const { registry, create, join, waiting, worker } = house();
    create({ lobby: true });
    const joining = join(guest);
    expect(waiting).toHaveBeenCalledOnce();
    expect(worker.size).toBe(0);
    const { room } = await join(host);
    const [first] = registry.records.get('kitchen')?.lobby.waiting ?? [];
    room.moderation.admit(first?.waitingId ?? '');
    await expect(joining).resolves.toMatchObject({ room });
  });

  test('that is abolished lets everybody in', async () => {
    const { create, join, api } = house();
    create({ lobby: true });
    const joining = join(guest);
    api.change('kitchen', { lobby: false });
    await expect(joining).resolves.toBeDefined();
  });

  test('does not let in who was removed meanwhile', async () => {
    const { create, join } = house();
    create({ lobby: true });
    const { room } = await join(host);
    const { room: same, peer } = await join({ ...guest, grant: aGrant({ moderator: true }) });
    const joining = join({ ...guest });
    const outcome = expect(joining).rejects.toEqual(refusedAs('removed'));
    same.moderation.remove(peer.peerId, null);
    await outcome;
    expect(room.members.size).toBe(1);
  });

  test('is passed by who has been inside, and so is the passcode, but not by who was before they were set', async () => {
    const { create, join, api, registry } = house();
    create({ lobby: true, passcode: 'sesame' });
    const { room } = await join(host);
    const joining = join(guest, 'sesame');
    const [first] = registry.records.get('kitchen')?.lobby.waiting ?? [];
    room.moderation.admit(first?.waitingId ?? '');
    const { peer } = await joining;
    peer.close('left');
    const { peer: again } = await join(guest);
    api.change('kitchen', { passcode: 'tahini' });
    again.close('left');
    const { peer: present } = await join(guest);
    present.close('left');
    api.change('kitchen', { passcode: 'halva' });
    await expect(join(guest)).rejects.toEqual(refusedAs('passcode-required'));
    const other = expect(join(guest, 'tahini')).rejects;
    await other.toEqual(refusedAs('passcode-wrong'));
  });

  test.each([
    [{ locked: true }, 'room-locked'],
    [{ passcode: 'sesame' }, 'passcode-required'],
    [{ notBefore: 4e12 }, 'too-early'],
  ])('that is abolished for %o lets nobody in who could not come in that way', async (change, reason) => {
    const { create, join, api } = house();
    create({ lobby: true });
    const outcome = expect(join(guest)).rejects.toEqual(refusedAs(reason));
    api.change('kitchen', { lobby: false, ...change });
    await outcome;
  });

  test('has one place for each person', async () => {
    const { create, join, registry } = house();
    create({ lobby: true });
    const sentAway = expect(join(guest)).rejects.toEqual(refusedAs('refused'));
    const waiting = expect(join(guest)).rejects.toEqual(refusedAs('room-not-open'));
    await sentAway;
    expect(registry.records.get('kitchen')?.lobby.waiting).toHaveLength(1);
    const record = registry.records.get('kitchen');
    if (record) registry.records.delete(record);
    await waiting;
  });

  test('is left by who goes away, and by all when the room is deleted', async () => {
    const { create, join, life, api, registry } = house();
    create({ lobby: true });
    const gone = expect(join(guest)).rejects.toThrow('the applicant left');
    life.abort();
    await gone;
    const { create: createOther, join: joinOther, api: otherApi } = house();
    createOther({ lobby: true });
    const sentAway = expect(joinOther(guest)).rejects.toEqual(refusedAs('room-not-open'));
    otherApi.delete('kitchen');
    await sentAway;
    expect(api.room('kitchen').waiting).toBe(0);
    expect(registry.size).toBe(0);
  });
});

describe('a room that governs itself', () => {
  const anybody = { identity: null };

  test('lets the first one in whatever its lock and lobby: nobody else could open', async () => {
    const { create, join } = house({ selfGoverned: true });
    create({ lobby: true, locked: true });
    await expect(join(anybody)).resolves.toBeDefined();
    await expect(join(anybody)).rejects.toEqual(refusedAs('room-locked'));
  });

  test('lets in who waits longest when everybody else has left', async () => {
    const { create, join, registry } = house({ selfGoverned: true });
    create({ lobby: true });
    const { peer } = await join(anybody);
    const joining = join(anybody);
    peer.close('left');
    vi.advanceTimersByTime(9_000);
    expect(registry.records.get('kitchen')?.lobby.waiting).toHaveLength(1);
    vi.advanceTimersByTime(1_000);
    const { peer: next } = await joining;
    expect(next.grant.moderator).toBe(true);
  });

  test('is no open door while its host reloads the page', async () => {
    const { create, join } = house({ selfGoverned: true });
    create({ locked: true });
    const token = (id: string) => ({ ...anybody, token: aToken([id, 'first'], { guest: true }) });
    const { peer } = await join(token('t1'));
    peer.close('left');
    await expect(join(anybody)).rejects.toEqual(refusedAs('room-locked'));
    const { peer: host } = await join(token('t2'));
    expect(host.grant.moderator).toBe(true);
  });
});

describe('what was decided about a room that somebody opened by joining', () => {
  test('is there again when its people come back from a lost worker', async () => {
    const { join } = house();
    const { room, peer } = await join(host);
    const { peer: removed } = await join(guest);
    room.moderation.changeSettings({ title: 'Monday' }, peer);
    room.moderation.remove(removed.peerId, peer);
    room.close('media-lost');
    const { room: again } = await join(host);
    expect([again.roomId === room.roomId, again.state.settings.title]).toEqual([false, 'Monday']);
    await expect(join(guest)).rejects.toEqual(refusedAs('removed'));
  });

  test('is forgotten with the room, but for those who were removed while their tokens last', async () => {
    const { registry, join, api } = house();
    const { room, peer } = await join(host);
    const token = aToken(['t1'], { expires: Date.now() + 1_000 });
    const { peer: removed } = await join({ ...guest, token });
    room.moderation.changeSettings({ title: 'Monday', passcode: 'sesame' }, peer);
    room.moderation.remove(removed.peerId, peer);
    room.close('room-closed');
    expect([registry.records.values(), api.rooms()]).toEqual([[], []]);
    expect(() => registry.preview('kitchen', aVisitor({ ...guest, token }), 50)).toThrow(
      refusedAs('removed'),
    );
    await expect(join(other)).rejects.toEqual(refusedAs('room-not-open'));
    await expect(join({ ...guest, roomCreate: true, token })).rejects.toEqual(refusedAs('removed'));
    const { room: again } = await join(host);
    expect(again.state.settings).toMatchObject({ title: null, passcode: false });
    await expect(join({ ...guest, token })).rejects.toEqual(refusedAs('removed'));
    again.close('room-closed');
    vi.advanceTimersByTime(600_000);
    await expect(join({ ...guest, roomCreate: true, token })).rejects.toEqual(refusedAs('removed'));
    vi.advanceTimersByTime(10_000);
    await expect(join({ ...guest, roomCreate: true, token })).resolves.toBeDefined();
  });

  test('stays with those who were removed, also when the API deletes the room and makes it anew', async () => {
    const { create, join, api } = house();
    create();
    const { room, peer } = await join({ ...guest, token: aToken(['t1']) });
    room.moderation.remove(peer.peerId, null);
    api.delete('kitchen');
    create();
    await expect(join({ ...guest, token: aToken(['t2']) })).rejects.toEqual(refusedAs('removed'));
  });

  test('says for a while that its time is over, to everybody', async () => {
    const { join } = house();
    const { room, peer } = await join(host);
    room.moderation.changeSettings({ expires: Date.now() + 1_000 }, peer);
    vi.advanceTimersByTime(1_000);
    expect(peer.closed).toBe(true);
    for (const visitor of [host, guest]) {
      await expect(join({ ...visitor, roomCreate: true })).rejects.toEqual(refusedAs('room-expired'));
    }
    vi.advanceTimersByTime(3_600_000);
    await expect(join(host)).resolves.toBeDefined();
  });

  test('leaves nothing behind when nobody was removed', async () => {
    const { registry, join } = house();
    const { peer } = await join(host);
    peer.close('left');
    vi.advanceTimersByTime(keepEmpty);
    expect([registry.size, registry.records.values(), vi.getTimerCount()]).toEqual([0, [], 0]);
  });
});

describe('a look from outside', () => {
  const look = ({ registry }: ReturnType<typeof house>, visitor: Partial<Visitor> = guest) =>
    registry.preview('kitchen', aVisitor(visitor), 50);

  test('names who is inside where anybody may come in', async () => {
    const all = house();
    await all.join({ ...host, name: 'Ann' });
    expect(look(all)).toEqual({
      count: 1,
      names: ['Ann'],
      title: null,
      locked: false,
      passcode: false,
      lobby: false,
      notBefore: null,
    });
  });

  test.each([{ locked: true }, { passcode: 'sesame' }, { lobby: true }])(
    'names nobody where %o, but to moderators',
    async settings => {
      const all = house();
      all.create({ ...settings, title: 'Monday' });
      await all.join({ ...host, name: 'Ann' });
      const [key] = Object.keys(settings);
      expect(look(all)).toMatchObject({ count: 1, names: [], title: 'Monday', [key ?? '']: true });
      expect(look(all, host)).toMatchObject({ names: ['Ann'], locked: false, passcode: false, lobby: false });
    },
  );

  test('does not count who is hidden, and is refused to who was removed', async () => {
    const all = house();
    const { room } = await all.join({ ...host, hidden: true });
    expect(look(all)).toMatchObject({ count: 0, names: [] });
    const { peer } = await all.join(guest);
    room.moderation.remove(peer.peerId, null);
    expect(() => look(all)).toThrow(refusedAs('removed'));
  });
});

test('there is an end to how many rooms there are', async () => {
  const { api, join } = house({ maxRooms: 1 });
  api.create('garden', {});
  expect(() => api.create('garden', {})).toThrow(refusedAs('conflict', 'room'));
  await expect(join(host)).rejects.toEqual(refusedAs('unavailable'));
});

test('a room that is deleted while it is being opened closes as soon as it is', async () => {
  const { worker, create, join, api, registry } = house();
  create();
  const joining = join(guest);
  const outcome = expect(joining).rejects.toEqual(refusedAs('unavailable'));
  await worker.waiting('worker.createRouter');
  api.delete('kitchen');
  await outcome;
  expect(registry.size).toBe(0);
});

test('a room whose time is over before it is open is not left open', async () => {
  const { worker, create, join, registry } = house();
  create({ expires: Date.now() + 10 });
  const joining = join(guest);
  const outcome = expect(joining).rejects.toEqual(refusedAs('unavailable'));
  await worker.waiting('worker.createRouter');
  vi.advanceTimersByTime(20);
  await outcome;
  expect([registry.size, registry.opened('kitchen')]).toEqual([0, undefined]);
});

test('a room of the API that is over is forgotten an hour later, though nobody ever came', () => {
  const { api, create } = house();
  create({ expires: Date.now() + 1_000 });
  api.change('kitchen', { expires: Date.now() + 2_000 });
  vi.advanceTimersByTime(3_601_999);
  expect(api.rooms()).toHaveLength(1);
  vi.advanceTimersByTime(1);
  expect([api.rooms(), vi.getTimerCount()]).toEqual([[], 0]);
});
