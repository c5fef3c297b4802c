import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { applyEvent, emptyRoom } from '#protocol/fold.ts';
import { GoneError } from '../../server/lib/adopt.ts';
import { camera, microphone } from '../support/media.ts';
import { enter, openRoom, request, stays } from '../support/open-room.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
});

test('a peer that enters is in the state; the others are told, it is not', async () => {
  const { room } = await openRoom();
  const ann = await enter(room, { name: 'Ann' });
  const bob = await enter(room, { name: 'Bob' });
  const names = Object.values(room.state.peers).map(({ name }) => name);
  expect(names).toEqual(['Ann', 'Bob']);
  expect(ann.sink.events).toMatchObject([
    { type: 'peerJoined', seq: 2, peer: { peerId: bob.peer.peerId, name: 'Bob', producers: {} } },
  ]);
  expect(bob.sink.events).toEqual([]);
});

test('whoever folds the events from its snapshot has the state of the room', async () => {
  const { room } = await openRoom();
  const ann = await enter(room);
  let state = room.state;
  const bob = await enter(room);
  const video = camera();
  await bob.peer.publishing.publish(video);
  await bob.peer.publishing.setPaused(video.producerId, true);
  await ann.peer.publishing.publish(microphone());
  bob.peer.publishing.unpublish(video.producerId);
  (await enter(room)).peer.close('left');
  expect(ann.sink.events.map(({ type }) => type)).toEqual([
    'peerJoined',
    'producerAdded',
    'producerPaused',
    'producerAdded',
    'producerRemoved',
    'peerJoined',
    'peerLeft',
  ]);
  state = ann.sink.events.reduce(applyEvent, state);
  expect(state).toEqual(room.state);
  const missed = room.since(0) ?? [];
  expect(missed.reduce(applyEvent, emptyRoom('kitchen'))).toEqual(room.state);
});

test('what happened between the snapshot and the socket comes first, and once', async () => {
  const { room } = await openRoom();
  const bob = await room.join(request(), stays);
  const { seq } = room.state;
  const ann = await enter(room);
  await ann.peer.publishing.publish(microphone());
  const { sink } = ann;
  const missed = room.since(seq) ?? [];
  expect(missed.map(({ type }) => type)).toEqual(['peerJoined', 'producerAdded']);
  sink.events.length = 0;
  bob.attach(sink, missed);
  expect(sink.events).toEqual(missed);
});

test('an empty room closes after its time, and its router with it', async () => {
  const { room, router, worker, closes } = await openRoom({ keepEmpty: 60_000 });
  await vi.advanceTimersByTimeAsync(59_999);
  expect(room.closed).toBe(false);
  await vi.advanceTimersByTimeAsync(1);
  expect([room.closed, router.closed, closes()]).toEqual([true, true, 1]);
  await worker.settled();
  expect(worker.size).toBe(0);
  expect(vi.getTimerCount()).toBe(0);
});

test('the time counts from the last leave, and a join ends it', async () => {
  const { room } = await openRoom({ keepEmpty: 60_000 });
  await vi.advanceTimersByTimeAsync(50_000);
  const { peer } = await enter(room);
  await vi.advanceTimersByTimeAsync(120_000);
  expect(room.closed).toBe(false);
  peer.close('left');
  await vi.advanceTimersByTimeAsync(59_999);
  expect(room.closed).toBe(false);
  await vi.advanceTimersByTimeAsync(1);
  expect(room.closed).toBe(true);
});

test('a room does not close while somebody joins, and does if that comes to nothing', async () => {
  const { room, worker } = await openRoom({ keepEmpty: 60_000 });
  worker.stop();
  const applicant = new AbortController();
  const joining = room.join(request(), applicant.signal);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(room.closed).toBe(false);
  applicant.abort();
  worker.continue();
  await expect(joining).rejects.toThrow(GoneError);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(room.closed).toBe(true);
});

test('a join that fails, or a leave, does not let the room close on somebody who still joins', async () => {
  const { room, worker } = await openRoom({ keepEmpty: 60_000 });
  const { peer } = await enter(room);
  worker.refuseNext('router.createWebRtcTransport', new Error('no more ports'));
  const failing = expect(room.join(request(), stays)).rejects.toThrow('no more ports');
  await worker.waiting('router.createWebRtcTransport');
  const joining = room.join(request(), stays);
  await failing;
  worker.stop();
  peer.close('left');
  await vi.advanceTimersByTimeAsync(120_000);
  expect(room.closed).toBe(false);
  worker.continue();
  await expect(joining).resolves.toMatchObject({ closed: false });
});

test('an applicant that is gone leaves neither a trace in the log nor anything in the engine', async () => {
  const { room, worker, router } = await openRoom();
  const ann = await enter(room);
  await ann.peer.publishing.publish(camera());
  const before = worker.size;
  worker.stop();
  const applicant = new AbortController();
  const joining = room.join(request(), applicant.signal);
  await worker.waiting('router.createWebRtcTransport');
  applicant.abort();
  worker.continue();
  await expect(joining).rejects.toThrow(GoneError);
  await worker.settled();
  expect(worker.size).toBe(before);
  expect(router.transports.size).toBe(2);
  expect(ann.sink.events.map(({ type }) => type)).toEqual(['producerAdded']);
});

test('a join that the engine cannot serve rejects and leaves nothing', async () => {
  const { room, worker, router } = await openRoom();
  worker.refuseNext('router.createWebRtcTransport', new Error('no more ports'));
  await expect(room.join(request(), stays)).rejects.toThrow('no more ports');
  await worker.settled();
  expect(router.transports.size).toBe(0);
  expect(room.state.seq).toBe(0);
  await expect(enter(room)).resolves.toBeDefined();
});

test('the speakers are told by peer and source; who is unknown or silent is not named', async () => {
  const { room, router, worker } = await openRoom();
  const ann = await enter(room);
  const bob = await enter(room);
  const mic = microphone();
  await ann.peer.publishing.publish(mic);
  await bob.peer.publishing.publish(microphone({ source: 'screen-audio' }));
  await worker.settled();
  expect(worker.callsOf('rtpObserver.addProducer')).toHaveLength(4);
  const [annMic = '', bobSound = ''] = [...router.producers.keys()];
  router.levelObserver?.report({ [bobSound]: -20, [annMic]: -41 });
  router.speakerObserver?.report(annMic);
  router.levelObserver?.report({});
  const annId = ann.peer.peerId;
  const levels = [
    { peerId: bob.peer.peerId, source: 'screen-audio', volume: -20 },
    { peerId: annId, source: 'microphone', volume: -41 },
  ];
  expect(bob.sink.signals.filter(({ name }) => name === 'speakers').map(({ params }) => params)).toEqual([
    { dominant: annId, levels },
    { dominant: annId, levels },
    { dominant: annId, levels: [] },
  ]);
  const floor = () => bob.sink.signals.filter(({ name }) => name === 'speakers').at(-1)?.params;
  await ann.peer.publishing.setPaused(mic.producerId, true);
  router.levelObserver?.report({});
  expect(floor(), 'who is muted has not got the floor').toMatchObject({ dominant: null });
  await ann.peer.publishing.setPaused(mic.producerId, false);
  router.levelObserver?.report({});
  expect(floor()).toMatchObject({ dominant: annId });
  ann.peer.close('left');
  router.levelObserver?.report({ [bobSound]: -20 });
  expect(bob.sink.signals.at(-1)?.params).toMatchObject({ dominant: null });
});

test('when the floor falls free, the loudest voice takes it, and keeps it in its pauses', async () => {
  const { room, router } = await openRoom();
  const people = [await enter(room), await enter(room), await enter(room)];
  const mics = people.map(() => microphone());
  for (const [index, { peer }] of people.entries())
    await peer.publishing.publish(mics[index] ?? microphone());
  const [first = '', second = '', third = ''] = [...router.producers.keys()];
  const floor = () => people[0]?.sink.signals.findLast(({ name }) => name === 'speakers')?.params;
  const idOf = (index: number) => ({ dominant: people[index]?.peer.peerId });
  router.speakerObserver?.report(first);
  await people[0]?.peer.publishing.setPaused(mics[0]?.producerId ?? '', true);
  router.levelObserver?.report({ [first]: -10, [second]: -20, [third]: -30 });
  expect(floor()).toMatchObject(idOf(1));
  router.levelObserver?.report({ [third]: -20 });
  expect(floor()).toMatchObject(idOf(1));
  router.speakerObserver?.report(third);
  expect(floor()).toMatchObject(idOf(2));
});
