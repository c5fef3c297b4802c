/** What each route of the API does, and what it says when it cannot. */
import Value from 'typebox/value';
import { expect, test } from 'vitest';
import { MediaReport, ServerInfo } from '#protocol/operating.ts';
import { TimelineEntry } from '#protocol/timeline.ts';
import { usualSettings } from '../../server/protocol/fold.ts';
import { aReport } from '../support/check-report.ts';
import { microphone } from '../support/media.ts';
import { poll } from '../support/poll.ts';
import { aGrant } from '../support/room-state.ts';
import { apiServer, tokenOf } from './api-server.ts';

const types = (entries: { type: string }[]) => entries.map(({ type }) => type);

const nobodyIn = { roomId: null, openedAt: null, peers: 0, waiting: 0 };

test('a room is created, found, changed, listed and deleted', async () => {
  const { call, admin: token } = await apiServer();
  const settings = { title: 'The kitchen', locked: true };
  const kitchen = {
    room: 'kitchen',
    created: 'api',
    ...nobodyIn,
    settings: { ...usualSettings, ...settings },
  };

  const created = await call('POST', '/api/rooms', { token, body: { room: 'kitchen', settings } });
  expect(created).toMatchObject({ status: 201, body: kitchen });
  expect(await call('GET', '/api/rooms/kitchen', { token })).toMatchObject({ status: 200, body: kitchen });
  const changed = { ...kitchen, settings: { ...kitchen.settings, locked: false, passcode: true } };
  const change = { settings: { locked: false, passcode: '1234' } };
  expect((await call('PATCH', '/api/rooms/kitchen', { token, body: change })).body).toEqual(changed);

  await call('POST', '/api/rooms', { token, body: { room: 'attic' } });
  const { body } = await call('GET', '/api/rooms', { token });
  expect(body.rooms.map(({ room }: { room: string }) => room)).toEqual(['attic', 'kitchen']);

  expect(await call('DELETE', '/api/rooms/kitchen', { token })).toMatchObject({
    status: 204,
    body: undefined,
  });
  expect(await call('GET', '/api/rooms/kitchen', { token })).toMatchObject({
    status: 404,
    body: { reason: 'not-found', field: 'room' },
  });
});

test('a room is there once', async () => {
  const { call, admin: token, enter } = await apiServer();
  await enter('garden');
  const { status, body } = await call('POST', '/api/rooms', { token, body: { room: 'garden' } });
  expect([status, body.reason, body.field]).toEqual([409, 'conflict', 'room']);
});

test('a room is the same however its name is encoded and composed', async () => {
  const { call, admin: token } = await apiServer();
  await call('POST', '/api/rooms', { token, body: { room: 'cafe\u0301 / 1?#%' } });
  for (const name of ['café / 1?#%', 'cafe\u0301 / 1?#%']) {
    const { body } = await call('GET', `/api/rooms/${encodeURIComponent(name)}`, { token });
    expect(body.room).toBe('café / 1?#%');
  }
});

test('deleting a room ends it for those inside', async () => {
  const { call, admin: token, enter } = await apiServer();
  const { sink } = await enter('kitchen');
  expect((await call('GET', '/api/rooms/kitchen', { token })).body).toMatchObject({
    created: 'join',
    peers: 1,
  });
  await call('DELETE', '/api/rooms/kitchen', { token });
  expect(sink.closed).toEqual(['room-closed']);
});

test('peers are listed, hidden ones included, and found', async () => {
  const { call, admin: token, enter } = await apiServer();
  const { peer } = await enter('kitchen', { name: 'Ann', identity: 'user-1' });
  await enter('kitchen', { name: 'Eve', hidden: true });
  const { body } = await call('GET', '/api/rooms/kitchen/peers', { token });
  expect(body.peers).toMatchObject([
    { name: 'Ann', identity: 'user-1', hidden: false },
    { name: 'Eve', hidden: true },
  ]);
  const one = await call('GET', `/api/rooms/kitchen/peers/${peer.peerId}`, { token });
  expect(one.body).toEqual(body.peers[0]);
});

test('a grant is changed, and what it does not name stays', async () => {
  const { call, admin: token, enter } = await apiServer();
  const { peer } = await enter('kitchen');
  const url = `/api/rooms/kitchen/peers/${peer.peerId}`;
  const { status, body } = await call('PATCH', url, { token, body: { grant: { canSend: false } } });
  expect([status, body.grant]).toEqual([200, aGrant({ canSend: false })]);
});

test('a peer is removed', async () => {
  const { call, admin: token, enter } = await apiServer();
  const { peer, sink } = await enter('kitchen');
  const url = `/api/rooms/kitchen/peers/${peer.peerId}`;
  expect((await call('DELETE', url, { token })).status).toBe(204);
  expect(sink.closed).toEqual(['kicked']);
  expect((await call('DELETE', url, { token })).body).toMatchObject({ reason: 'not-found', field: 'peerId' });
});

test('what is not published cannot be muted', async () => {
  const { call, admin: token, enter } = await apiServer();
  const { peer } = await enter('kitchen');
  const url = `/api/rooms/kitchen/peers/${peer.peerId}/mute`;
  const { status, body } = await call('POST', url, { token, body: { source: 'camera', force: true } });
  expect([status, body.reason, body.field]).toEqual([404, 'not-found', 'source']);
});

test('what is published is muted, by the API', async () => {
  const { call, admin: token, enter } = await apiServer();
  const { peer, sink } = await enter('kitchen');
  const voice = microphone();
  await peer.publishing.publish(voice);
  const url = `/api/rooms/kitchen/peers/${peer.peerId}/mute`;
  const source = 'microphone';
  expect((await call('POST', url, { token, body: { source, force: false } })).status).toBe(204);
  const params = { producerId: voice.producerId, by: null };
  expect(sink.signals.at(-1)).toEqual({ name: 'muteAsked', params });
  expect((await call('POST', url, { token, body: { source, force: true } })).status).toBe(204);
  expect(sink.events.at(-1)).toMatchObject({ type: 'producerPaused', by: null });
});

test('data goes to those who take part in messages', async () => {
  const { call, admin: token, enter } = await apiServer();
  await enter('kitchen');
  const { peer } = await enter('kitchen', { data: true });
  const send = (body: object) => call('POST', '/api/rooms/kitchen/data', { token, body });
  const channel = 'ordered';
  expect(await send({ text: 'Hello', channel })).toMatchObject({ status: 200, body: { receivers: 1 } });
  expect((await send({ base64: 'AAEC', channel, to: [peer.peerId] })).body).toEqual({ receivers: 1 });
  expect((await send({ text: '', channel, to: ['nobody'] })).body).toEqual({ receivers: 0 });
  for (const body of [{ channel }, { text: 'a', base64: 'YQ==', channel }]) {
    expect(await send(body)).toMatchObject({
      status: 400,
      body: { reason: 'invalid-params', field: 'text' },
    });
  }
  // Characters that take more than a byte.
  expect(await send({ text: 'é'.repeat(60_000), channel })).toMatchObject({ status: 413 });
});

test('what happened is told from the beginning, from anywhere, and after the room has closed', async () => {
  const { call, admin: token, enter } = await apiServer();
  const url = '/api/rooms/kitchen/events';
  expect(await call('GET', url, { token })).toMatchObject({ status: 404, body: { field: 'room' } });
  await enter('kitchen');
  const { body } = await call('GET', url, { token });
  expect(types(body.entries)).toEqual(['roomOpened', 'peerJoined']);
  expect(body.lives).toEqual([body.roomId]);

  const since = await call('GET', `${url}?since=0&limit=1&roomId=${body.roomId}`, { token });
  expect(since.body.entries).toEqual(body.entries.slice(1));
  await call('DELETE', '/api/rooms/kitchen', { token });
  const after = await call('GET', `${url}?since=1`, { token });
  expect(types(after.body.entries)).toEqual(['roomClosed']);
  expect(await call('GET', `${url}?roomId=other`, { token })).toMatchObject({
    status: 404,
    body: { field: 'roomId' },
  });
});

test('what is not kept any more is gone', async () => {
  const { call, admin: token, enter } = await apiServer({ entries: 2 });
  for (const name of ['Ann', 'Bob', 'Cleo']) await enter('kitchen', { name });
  const { status, body } = await call('GET', '/api/rooms/kitchen/events', { token });
  expect([status, body.reason, body.field]).toEqual([410, 'not-kept', 'since']);
  expect((await call('GET', '/api/rooms/kitchen/events?since=2', { token })).body.entries).toHaveLength(1);
});

test('a token is made, for what the admin may himself', async () => {
  const { call, admin: token, access } = await apiServer();
  const wish = { identity: 'user-1', name: 'Ann', room: 'kitchen', grant: { moderator: true }, seconds: 60 };
  const made = await call('POST', '/api/tokens', { token, body: wish });
  expect(made.status).toBe(201);
  expect(made.body.expires).toBeGreaterThan(Date.now());
  const visitor = await access.visitor({ room: 'kitchen', name: undefined, token: made.body.token });
  expect(visitor).toMatchObject({ identity: 'user-1', name: 'Ann', grant: { moderator: true } });

  const ofKitchens = await tokenOf(access, { admin: true }, 'kitchen*');
  const beyond = await call('POST', '/api/tokens', { token: ofKitchens, body: { ...wish, room: 'attic' } });
  expect(beyond).toMatchObject({ status: 403, body: { reason: 'not-permitted', field: 'room' } });
  const all = { identity: 'boss', grant: { admin: true } };
  expect(await call('POST', '/api/tokens', { token: ofKitchens, body: all })).toMatchObject({ status: 403 });
  const nowhere = await call('POST', '/api/tokens', { token, body: { identity: 'user-1' } });
  expect(nowhere).toMatchObject({ status: 400, body: { field: 'room' } });
});

test('reports of connection checks are listed, and found as they are read out', async () => {
  const { call, admin: token, checks } = await apiServer();
  const [first, second] = [checks.keep(aReport()), checks.keep(aReport({ verdict: 'good' }))];
  const { body } = await call('GET', '/api/checks', { token });
  expect(body.checks.map(({ checkId }: { checkId: string }) => checkId)).toEqual([second, first]);
  for (const id of [first, first.toLowerCase(), first.replace('-', '')]) {
    const found = await call('GET', `/api/checks/${id}`, { token });
    expect(found).toMatchObject({ status: 200, body: { checkId: first, report: aReport() } });
  }
  expect(await call('GET', '/api/checks/nobody', { token })).toMatchObject({
    status: 404,
    body: { reason: 'not-found', field: 'checkId' },
  });
});

test('what happened is found by name, also of those who have left, and of rooms that have closed', async () => {
  const { call, admin: token, enter } = await apiServer();
  const { peer } = await enter('kitchen', { name: 'Anna', identity: 'user-1' });
  await enter('kitchen', { name: 'Eve', hidden: true });
  await call('DELETE', `/api/rooms/kitchen/peers/${peer.peerId}`, { token });
  const { body } = await call('GET', '/api/peers?name=ANN', { token });
  expect(body).toMatchObject({ more: false, peers: [{ name: 'Anna', room: 'kitchen', state: 'gone' }] });
  const { body: inside } = await call('GET', '/api/peers?state=inside', { token });
  expect(inside.peers).toMatchObject([{ name: 'Eve' }]);

  await call('DELETE', '/api/rooms/kitchen', { token });
  const url = '/api/rooms/kitchen/timeline';
  const ofAnna = await call('GET', `${url}?peerId=${peer.peerId}`, { token });
  expect(types(ofAnna.body.entries)).toEqual(['peerJoined', 'peerLeft']);
  expect(ofAnna.body.peers).toMatchObject([{ name: 'Anna', reason: 'kicked' }]);
  const whole = await call('GET', `${url}?limit=2`, { token });
  expect(whole.body).toMatchObject({ more: true });
  expect(types(whole.body.entries)).toContain('roomClosed');
  for (const entry of [...ofAnna.body.entries, ...whole.body.entries])
    expect(Value.Check(TimelineEntry, entry)).toBe(true);
});

test('a room that nothing has happened in has an empty timeline, and one that is not there has none', async () => {
  const { call, admin: token } = await apiServer();
  await call('POST', '/api/rooms', { token, body: { room: 'kitchen' } });
  const empty = { status: 200, body: { entries: [], peers: [] } };
  expect(await call('GET', '/api/rooms/kitchen/timeline', { token })).toMatchObject(empty);
  expect(await call('GET', '/api/rooms/attic/timeline', { token })).toMatchObject({ status: 404 });
  for (const query of ['limit=0', 'from=soon', 'name=', 'peerId=a%20b', 'other=1']) {
    const { status, body } = await call('GET', `/api/rooms/kitchen/timeline?${query}`, { token });
    expect([query, status, body.reason]).toEqual([query, 400, 'invalid-params']);
  }
});

test('the media of a peer are told as the engine has them', async () => {
  const { call, admin: token, enter } = await apiServer();
  const { peer: ann } = await enter('kitchen');
  const { peer: ben } = await enter('kitchen', { name: 'Ben' });
  const voice = microphone();
  await ann.publishing.publish(voice);
  await ben.subscriptions.reconcile();
  const mediaOf = ({ peerId }: { peerId: string }) =>
    call('GET', `/api/rooms/kitchen/peers/${peerId}/media`, { token });
  const { body } = await mediaOf(ann);
  expect(Value.Check(MediaReport, body)).toBe(true);
  expect(body).toMatchObject({
    sends: [{ producerId: voice.producerId, source: 'microphone' }],
    receives: [],
  });
  expect((await mediaOf(ben)).body.receives).toMatchObject([{ from: ann.peerId, source: 'microphone' }]);
  ann.close('left');
  expect(await mediaOf(ann)).toMatchObject({ status: 404, body: { field: 'peerId' } });
});

test('how the server is, is told to those who may ask', async () => {
  const { call, admin: token, enter } = await apiServer();
  await enter('kitchen');
  const { status, body } = await call('GET', '/api/server', { token });
  expect(status).toBe(200);
  expect(Value.Check(ServerInfo, body)).toBe(true);
  expect(body).toMatchObject({
    version: '1.2.3',
    rooms: 1,
    peers: 1,
    draining: null,
    announced: ['192.0.2.1'],
  });
  expect(body.workers).toMatchObject([{ pid: process.pid, cpu: 12, load: 3, overloaded: true }]);
  expect(body.workers[0].memory).toBeGreaterThan(1e6);
});

test('a drain begins once, after its answer', async () => {
  const { call, admin: token, enter, registry, drains } = await apiServer();
  await enter('kitchen');
  const expected = { status: 200, body: { seconds: 60, peers: 1 } };
  expect(await call('POST', '/api/drain', { token, body: {} })).toMatchObject(expected);
  await poll('the drain', () => drains() === 1);
  void registry.doorway.drain.begin(60);
  expect(await call('POST', '/api/drain', { token, body: {} })).toMatchObject(expected);
  expect((await call('GET', '/api/server', { token })).body.draining).toEqual({ seconds: 60, peers: 1 });
  expect(drains()).toBe(1);
});
