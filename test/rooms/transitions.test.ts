/** What is told of rooms and peers to those who follow from outside: each thing once, with when and to whom, hidden peers included. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { limits } from '../../server/limits.ts';
import { mediaCodecs } from '../../server/media/codecs.ts';
import { RoomRouter } from '../../server/media/room-router.ts';
import { Registry } from '../../server/rooms/registry.ts';
import type { Transition, TransitionType } from '../../server/rooms/transitions.ts';
import type { FakeTransport } from '../fakes/transport.ts';
import { FakeWorker } from '../fakes/worker.ts';
import { camera, microphone, oneStream } from '../support/media.ts';
import {
  enter,
  type Joining,
  type Member,
  type OpenRoom,
  openRoom,
  request,
  silent,
  unburdened,
  unobserved,
} from '../support/open-room.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

async function told(options: Parameters<typeof openRoom>[0] = {}) {
  const all: Transition[] = [];
  const open = await openRoom({ ...options, onTransition: transition => all.push(transition) });
  const types = () => all.map(({ type }) => type);
  const of = <Type extends TransitionType>(type: Type) =>
    all.filter((each): each is Extract<Transition, { type: Type }> => each.type === type);
  return { ...open, all, types, of };
}

/** The fake engine's ends of a peer's transports. */
function transportsOf({ router }: OpenRoom, { peer }: Member) {
  const find = (id: string): FakeTransport => {
    const found = [...router.transports].find(transport => transport.id === id);
    if (!found) throw new Error('it has no such transport');
    return found;
  };
  return { send: find(peer.media.send.id), recv: find(peer.media.recv.id) };
}

function connect(transport: FakeTransport, protocol: 'udp' | 'tcp' = 'udp'): void {
  transport.ice('connected', protocol);
  transport.dtls('connected');
}

async function startAll({ peer, sink }: Member): Promise<void> {
  await peer.subscriptions.start(sink.added.map(({ consumerId }) => consumerId));
}

const hidden: Joining = { name: 'Eve', hidden: true };

test('the life of a room and of those in it, in order', async () => {
  const { room, all, types } = await told();
  const ann = await enter(room, { name: 'Ann', identity: 'ann@example.org' });
  const eve = await enter(room, hidden);
  vi.advanceTimersByTime(5_000);
  ann.peer.close('left');
  room.close('room-closed');
  expect(types()).toEqual(['roomOpened', 'peerJoined', 'peerJoined', 'peerLeft', 'peerLeft', 'roomClosed']);
  const ofRoom = { room: 'kitchen', roomId: room.roomId };
  for (const each of all) expect(each).toMatchObject({ ...ofRoom, at: expect.any(Number) });
  const { peerId } = ann.peer;
  const who = { peerId, name: 'Ann', identity: 'ann@example.org' };
  expect(all[1]).toMatchObject({ ...who, peers: 1, took: expect.any(Number) });
  expect(all[3]).toMatchObject({ ...who, reason: 'left', stayed: 5_000, peers: 1 });
  expect(all[4]).toMatchObject({ peerId: eve.peer.peerId, name: 'Eve', reason: 'room-closed', peers: 0 });
  expect(all[5]).toMatchObject({ reason: 'room-closed', lasted: 5_000 });
});

test('a room that nobody needs any more ends empty', async () => {
  const { of } = await told({ keepEmpty: 60_000 });
  vi.advanceTimersByTime(60_000);
  expect(of('roomClosed')).toMatchObject([{ reason: 'empty', lasted: 60_000 }]);
});

test('an absence and its end, and what others see of it', async () => {
  const { room, of, types } = await told();
  const { peer, sink } = await enter(room);
  peer.suspend(sink, 'timeout');
  vi.advanceTimersByTime(6_000);
  peer.attach(sink, []);
  expect(types().slice(2)).toEqual(['peerSuspended', 'qualityChanged', 'peerResumed', 'qualityChanged']);
  expect(of('peerSuspended')).toMatchObject([{ reason: 'timeout' }]);
  expect(of('peerResumed')).toMatchObject([{ away: 6_000 }]);
  expect(of('qualityChanged')).toMatchObject([
    { level: 'poor', limit: 'interrupted' },
    { level: 'good', limit: null },
  ]);
});

test('a quality is told when it changes', async () => {
  const { room, of } = await told();
  const { peer } = await enter(room);
  for (const level of ['fair', 'fair', 'good'] as const) {
    peer.presence.reportQuality({ level, limit: level === 'good' ? null : 'upload' });
  }
  expect(of('qualityChanged').map(({ level, limit }) => [level, limit])).toEqual([
    ['fair', 'upload'],
    ['good', null],
  ]);
});

test('what is published, muted by whom, and removed', async () => {
  const { room, all, types } = await told();
  const { peer } = await enter(room);
  const [mic, cam] = [microphone(), camera()];
  await peer.publishing.publish(mic);
  await peer.publishing.publish(cam);
  await peer.publishing.setPaused(mic.producerId, true);
  await peer.publishing.setPaused(mic.producerId, true);
  await peer.publishing.setPaused(mic.producerId, false);
  await peer.publishing.setPaused(mic.producerId, true, 'the moderator');
  await peer.publishing.setPaused(cam.producerId, true, null);
  peer.publishing.unpublish(cam.producerId);
  peer.close('left');
  expect(all.slice(2)).toMatchObject([
    { type: 'producerAdded', source: 'microphone', codec: 'opus' },
    { type: 'producerAdded', source: 'camera', codec: 'VP8' },
    { type: 'producerPaused', source: 'microphone', by: peer.peerId },
    { type: 'producerResumed', source: 'microphone' },
    { type: 'producerPaused', source: 'microphone', by: 'the moderator' },
    { type: 'producerPaused', source: 'camera', by: null },
    { type: 'producerRemoved', source: 'camera' },
    { type: 'peerLeft' },
  ]);
  expect(types()).toHaveLength(10);
});

test('a path that is found, lost and found again', async () => {
  const open = await told();
  const ann = await enter(open.room);
  const { send } = transportsOf(open, ann);
  vi.advanceTimersByTime(200);
  connect(send, 'tcp');
  send.ice('completed', 'tcp');
  vi.advanceTimersByTime(60_000);
  send.ice('disconnected');
  vi.advanceTimersByTime(3_000);
  send.ice('connected');
  ann.peer.close('left');
  expect(open.all.slice(2)).toMatchObject([
    { type: 'transportConnected', direction: 'send', protocol: 'tcp', took: 200, again: false },
    { type: 'transportDisconnected', direction: 'send' },
    { type: 'transportConnected', direction: 'send', protocol: 'udp', took: 3_000, again: true },
    { type: 'peerLeft' },
  ]);
});

test('first media: when the way is there, something is started and its publisher is not muted; once', async () => {
  const open = await told();
  const ann = await enter(open.room, { name: 'Ann' });
  const mic = microphone({ paused: true });
  await ann.peer.publishing.publish(mic);
  const ben = await enter(open.room, { name: 'Ben' });
  await startAll(ben);
  vi.advanceTimersByTime(300);
  connect(transportsOf(open, ben).recv);
  await open.worker.settled();
  expect(open.of('firstMedia')).toEqual([]); // she is muted
  vi.advanceTimersByTime(700);
  await ann.peer.publishing.setPaused(mic.producerId, false);
  await open.worker.settled();
  expect(open.of('firstMedia')).toMatchObject([
    { peerId: ben.peer.peerId, took: 1_000, expected: false }, // there was nothing when he came
  ]);
  await ann.peer.publishing.publish(camera({ rtpParameters: oneStream() }));
  await startAll(ben);
  await open.worker.settled();
  expect(open.of('firstMedia')).toHaveLength(1);
});

test('first media of a video in layers: its first layer', async () => {
  const open = await told();
  const ann = await enter(open.room, { name: 'Ann' });
  await ann.peer.publishing.publish(camera());
  const ben = await enter(open.room, { name: 'Ben' });
  connect(transportsOf(open, ben).recv);
  await startAll(ben);
  expect(open.of('firstMedia')).toEqual([]);
  vi.advanceTimersByTime(400);
  open.consumersOf(ben)[0]?.sent({ spatialLayer: 0, temporalLayer: 0 }, [10]);
  expect(open.of('firstMedia')).toMatchObject([{ peerId: ben.peer.peerId, took: 400, expected: true }]);
});

test('layers are told when they change, not when they are repeated', async () => {
  const open = await told();
  const ann = await enter(open.room, { name: 'Ann' });
  await ann.peer.publishing.publish(camera());
  const ben = await enter(open.room, { name: 'Ben' });
  await startAll(ben);
  const [consumer] = open.consumersOf(ben);
  consumer?.sent({ spatialLayer: 0, temporalLayer: 0 }, [10]);
  const before = ben.sink.order.filter(name => name === 'consumerLayers').length;
  ben.peer.repeatNews();
  expect(ben.sink.order.filter(name => name === 'consumerLayers').length).toBe(before + 1);
  expect(open.of('layersChanged')).toMatchObject([
    { peerId: ben.peer.peerId, from: ann.peer.peerId, source: 'camera', layers: { spatial: 0, temporal: 0 } },
  ]);
});

test('the loss of a worker, and the generation that follows', async () => {
  const next = new FakeWorker();
  const { room, worker, of, types } = await told({ nextWorker: () => next });
  await enter(room);
  worker.kill();
  await next.settled();
  expect(types().slice(2)).toEqual(['mediaLost', 'mediaRenewed', 'generationBegan']);
  expect(of('mediaRenewed')[0]?.took).toBeGreaterThanOrEqual(0);
  expect(of('generationBegan')).toMatchObject([{ generation: 2, cause: 'media-lost' }]);
});

test('a generation that the client asked for says so', async () => {
  const { room, of } = await told();
  const { peer } = await enter(room);
  await peer.renewMedia(1);
  expect(of('generationBegan')).toMatchObject([{ generation: 2, cause: 'client' }]);
});

test('the time of a join is without the time in the lobby', async () => {
  const all: Transition[] = [];
  const worker = new FakeWorker();
  const registry = new Registry({
    ...unburdened,
    createRouter: async () =>
      RoomRouter.create(await worker.createRouter(mediaCodecs), {
        listenInfos: [{ protocol: 'udp', ip: '127.0.0.1' }],
      }),
    keepEmpty: 60_000,
    keepSeat: 30_000,
    limits,
    maxRooms: 1,
    maxPeers: 10,
    selfGoverned: false,
    observer: unobserved,
    onTransition: transition => all.push(transition),
    log: silent,
  });
  const record = registry.records.create('kitchen', 'api');
  record.change({ lobby: true });
  const tries = { mayTryPasscode: () => true, failedPasscode: () => {} };
  const applicant = { signal: new AbortController().signal, waiting: () => {} };
  const joining = registry.join('kitchen', { request: request(), passcode: undefined, tries, applicant });
  await worker.settled();
  vi.advanceTimersByTime(40_000);
  record.lobby.admitFirst();
  await joining;
  expect(all.filter(({ type }) => type === 'peerJoined')).toMatchObject([{ took: 0 }]);
  registry.close('shutdown');
});
