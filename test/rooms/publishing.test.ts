import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { RequestError } from '../../server/errors.ts';
import { camera, microphone, oneStream } from '../support/media.ts';
import { enter, openRoom } from '../support/open-room.ts';

const types = (sink: { events: { type: string }[] }) => sink.events.map(({ type }) => type);

async function twoPeers() {
  const open = await openRoom();
  const ann = await enter(open.room, { name: 'Ann' });
  const bob = await enter(open.room, { name: 'Bob' });
  ann.sink.events.length = 0;
  return { ...open, ann, bob };
}

test('what is published is in the state under the id that its publisher chose, and the engine has another', async () => {
  const { room, router, ann, bob } = await twoPeers();
  const params = microphone({ paused: true });
  await ann.peer.publishing.publish(params);
  const producer = { producerId: params.producerId, source: 'microphone', paused: true };
  expect(room.state.peers[ann.peer.peerId]?.producers).toEqual({ [params.producerId]: producer });
  expect(bob.sink.events).toMatchObject([{ type: 'producerAdded', peerId: ann.peer.peerId, producer }]);
  const [engine] = router.producers.values();
  expect(engine).toMatchObject({ kind: 'audio', paused: true });
  expect(engine?.id).not.toBe(params.producerId);
});

test('publishing the same again changes nothing, whatever the parameters', async () => {
  const { worker, room, ann } = await twoPeers();
  const params = microphone();
  await ann.peer.publishing.publish(params);
  await worker.settled();
  const { seq } = room.state;
  const calls = worker.calls.length;
  await ann.peer.publishing.publish(params);
  await ann.peer.publishing.publish({ ...params, paused: true });
  expect([room.state.seq, worker.calls.length]).toEqual([seq, calls]);
});

test('a source is published once, and an id belongs to one', async () => {
  const { ann, bob, router } = await twoPeers();
  const params = microphone();
  await ann.peer.publishing.publish(params);
  const again = ann.peer.publishing.publish(microphone());
  await expect(again).rejects.toMatchObject({ reason: 'conflict', field: 'source' });
  const { producerId } = params;
  const stolen = bob.peer.publishing.publish(microphone({ producerId }));
  await expect(stolen).rejects.toMatchObject({ reason: 'conflict', field: 'producerId' });
  const reused = ann.peer.publishing.publish(camera({ producerId }));
  await expect(reused).rejects.toMatchObject({ reason: 'conflict', field: 'producerId' });
  expect(router.producers.size).toBe(1);
});

test('two who claim one id at the same time: the first has it', async () => {
  const { worker, ann, bob, room } = await twoPeers();
  const producerId = randomUUID();
  const outcomes = await Promise.allSettled([
    ann.peer.publishing.publish(microphone({ producerId })),
    bob.peer.publishing.publish(microphone({ producerId })),
  ]);
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
  expect(worker.callsOf('transport.produce')).toHaveLength(1);
  expect(Object.keys(room.state.peers[ann.peer.peerId]?.producers ?? {})).toEqual([producerId]);
});

test('media that the room cannot carry is refused by name, and id and source are free again', async () => {
  const { ann, room } = await twoPeers();
  const params = camera();
  const { seq } = room.state;
  const foreign = ann.peer.publishing.publish({ ...params, rtpParameters: oneStream('video/H265') });
  await expect(foreign).rejects.toMatchObject({
    reason: 'unsupported',
    field: 'rtpParameters',
    message: expect.stringContaining('unsupported codec'),
  });
  expect(room.state.seq).toBe(seq);
  await ann.peer.publishing.publish(params);
});

test('what the worker refuses is refused by name too', async () => {
  const { worker, ann } = await twoPeers();
  worker.refuseNext('transport.produce', new Error('MID already exists in RTP listener'));
  const publishing = ann.peer.publishing.publish(microphone());
  await expect(publishing).rejects.toMatchObject({ reason: 'unsupported', field: 'rtpParameters' });
});

test('unpublish ends it everywhere, and it can be published again under the same id', async () => {
  const { worker, ann, bob, room, router, consumersOf } = await twoPeers();
  const params = microphone();
  await ann.peer.publishing.publish(params);
  await worker.settled();
  expect(consumersOf(bob)).toHaveLength(1);
  ann.peer.publishing.unpublish(params.producerId);
  await worker.settled();
  expect([router.producers.size, consumersOf(bob).length]).toEqual([0, 0]);
  expect(room.state.peers[ann.peer.peerId]?.producers).toEqual({});
  expect(types(bob.sink)).toEqual(['producerAdded', 'producerRemoved']);
  await ann.peer.publishing.publish(params);
  await worker.settled();
  expect(consumersOf(bob)).toHaveLength(1);
});

test('only its publisher can end or mute it', async () => {
  const { ann, bob, room } = await twoPeers();
  const { producerId, ...rest } = microphone();
  await ann.peer.publishing.publish({ producerId, ...rest });
  const { seq } = room.state;
  const notFound = new RequestError('not-found', 'producerId');
  expect(() => bob.peer.publishing.unpublish(producerId)).toThrow(notFound);
  expect(() => bob.peer.publishing.unpublish(randomUUID())).toThrow(notFound);
  await expect(bob.peer.publishing.setPaused(producerId, true)).rejects.toThrow(notFound);
  ann.peer.publishing.unpublish(producerId);
  await expect(ann.peer.publishing.setPaused(producerId, true)).rejects.toThrow(notFound);
  expect(() => ann.peer.publishing.unpublish(producerId)).toThrow(notFound);
  expect(room.state.seq).toBe(seq + 1);
});

test('mute and un-mute are events, each once', async () => {
  const { worker, ann, bob, router } = await twoPeers();
  const { producerId, ...rest } = microphone();
  await ann.peer.publishing.publish({ producerId, ...rest });
  const { publishing } = ann.peer;
  for (const paused of [false, true, true, false, false]) await publishing.setPaused(producerId, paused);
  expect(types(bob.sink)).toEqual(['producerAdded', 'producerPaused', 'producerResumed']);
  expect(bob.sink.events.at(-1)).toMatchObject({ peerId: ann.peer.peerId, producerId });
  expect([...router.producers.values()].map(({ paused }) => paused)).toEqual([false]);
  expect(worker.calls.filter(({ method }) => /^producer\./.test(method))).toHaveLength(2);
});

test('nobody is shown as muted before the engine has muted', async () => {
  const { worker, ann, bob } = await twoPeers();
  const params = microphone();
  await ann.peer.publishing.publish(params);
  worker.stop();
  const muting = ann.peer.publishing.setPaused(params.producerId, true);
  await worker.waiting('producer.pause');
  expect(types(bob.sink)).toEqual(['producerAdded']);
  worker.continue();
  await muting;
  expect(types(bob.sink)).toEqual(['producerAdded', 'producerPaused']);
});

test('when the engine fails to mute, nothing is told, and it can be tried again', async () => {
  const { worker, ann, bob } = await twoPeers();
  const params = microphone();
  await ann.peer.publishing.publish(params);
  worker.refuseNext('producer.pause', new Error('out of memory'));
  await expect(ann.peer.publishing.setPaused(params.producerId, true)).rejects.toThrow();
  expect(types(bob.sink)).toEqual(['producerAdded']);
  await ann.peer.publishing.setPaused(params.producerId, true);
  expect(types(bob.sink)).toEqual(['producerAdded', 'producerPaused']);
});

test('a peer that leaves while it publishes leaves nothing behind', async () => {
  const { worker, ann, bob, router } = await twoPeers();
  worker.stop();
  const publishing = ann.peer.publishing.publish(microphone());
  ann.peer.close('left');
  worker.continue();
  await expect(publishing).rejects.toThrow(new RequestError('unavailable'));
  await worker.settled();
  expect(types(bob.sink)).toEqual(['peerLeft']);
  expect(router.producers.size).toBe(0);
  const orphans = worker.made.filter(({ closed }) => !closed).length;
  expect(orphans).toBe(3); // the router and Bob's two transports
});

test('a peer that leaves while it mutes is told of as gone, not as muted', async () => {
  const { worker, ann, bob } = await twoPeers();
  const params = microphone();
  await ann.peer.publishing.publish(params);
  worker.stop();
  const muting = ann.peer.publishing.setPaused(params.producerId, true);
  ann.peer.close('left');
  worker.continue();
  await expect(muting).rejects.toMatchObject({ reason: 'not-found' });
  expect(types(bob.sink)).toEqual(['producerAdded', 'peerLeft']);
});

test('a worker that dies while a peer publishes makes it unavailable, not unsupported', async () => {
  const { worker, ann } = await twoPeers();
  worker.stop();
  const publishing = ann.peer.publishing.publish(microphone());
  const outcome = expect(publishing).rejects.toThrow(new RequestError('unavailable'));
  await worker.waiting('transport.produce');
  worker.kill();
  await outcome;
});

test('there is an end to what one peer publishes at a time, also while it is being built', async () => {
  const { room } = await openRoom({ producersPerPeer: 1 });
  const { peer } = await enter(room);
  const refused = expect.objectContaining({ reason: 'not-permitted', field: 'source' });
  const first = microphone();
  const publishing = peer.publishing.publish(first);
  await expect(peer.publishing.publish(camera())).rejects.toEqual(refused);
  await publishing;
  await expect(peer.publishing.publish(camera())).rejects.toEqual(refused);
  peer.publishing.unpublish(first.producerId);
  await expect(peer.publishing.publish(camera())).resolves.toBeUndefined();
});
