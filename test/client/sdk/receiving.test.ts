import { expect, test } from 'vitest';
import { consumer } from './fake-device.ts';
import { joinedRoom, quiet, settled } from './joined-room.ts';

const unknownId = { error: { code: -32003, message: 'gone', data: { reason: 'not-found' } } };

test('consumers that come together are started together, and their tracks are there before', async () => {
  const { farEnd, room } = await joinedRoom();
  const added: string[] = [];
  room.on('trackAdded', ({ peerId, source, track }) => {
    expect(farEnd.methods()).not.toContain('startConsumers');
    added.push(`${peerId} ${source} ${track.kind}`);
  });
  const consumers = [consumer('bob', 'microphone'), consumer('bob', 'camera'), consumer('cy', 'camera')];
  void farEnd.signal('consumersAdded', { consumers });
  await settled(() => farEnd.methods().includes('startConsumers'));
  expect(added).toEqual(['bob microphone audio', 'bob camera video', 'cy camera video']);
  expect(farEnd.last('startConsumers').params).toEqual({ consumerIds: consumers.map(c => c.consumerId) });
  expect(farEnd.methods()).toEqual(['join', 'connectTransport', 'startConsumers']);
});

test('one that is removed while it is being built is neither shown nor started', async () => {
  const { farEnd, room } = await joinedRoom();
  const [first, second] = [consumer('bob', 'camera'), consumer('cy', 'camera')];
  const added: string[] = [];
  room.on('trackAdded', ({ peerId }) => added.push(peerId));
  farEnd.signalNow('consumersAdded', { consumers: [first, second] });
  farEnd.signalNow('consumersRemoved', { consumerIds: [first.consumerId] });
  await settled(() => farEnd.methods().includes('startConsumers'));
  await quiet();
  expect(farEnd.last('startConsumers').params).toEqual({ consumerIds: [second.consumerId] });
  expect(added).toEqual(['cy']);
  expect([...room.remoteTracks.keys()]).toEqual([second.producerId]);
});

test('one that is gone when the others are started does not keep them from starting', async () => {
  const { farEnd } = await joinedRoom();
  delete farEnd.answers.startConsumers;
  const consumers = [consumer('bob', 'camera'), consumer('cy', 'camera')];
  void farEnd.signal('consumersAdded', { consumers });
  await settled(() => farEnd.methods().includes('startConsumers'));
  const refused = farEnd.last('startConsumers');
  void farEnd.signal('consumersRemoved', { consumerIds: [consumers[0]?.consumerId ?? ''] });
  await farEnd.answer(refused, unknownId);
  await settled(() => farEnd.last('startConsumers') !== refused);
  expect(farEnd.last('startConsumers').params).toEqual({ consumerIds: [consumers[1]?.consumerId] });
});

test('removed consumers take their tracks with them', async () => {
  const { farEnd, room } = await joinedRoom([consumer('bob', 'camera')]);
  await settled(() => room.remoteTracks.size === 1);
  const removed: string[] = [];
  room.on('trackRemoved', ({ peerId }) => removed.push(peerId));
  const started = farEnd.last('startConsumers').params as { consumerIds: string[] };
  await farEnd.signal('consumersRemoved', started);
  expect(removed).toEqual(['bob']);
  expect(room.remoteTracks.size).toBe(0);
});

test('layers are told by producer', async () => {
  const camera = consumer('bob', 'camera');
  const { farEnd, room } = await joinedRoom([camera]);
  const layers: unknown[] = [];
  room.on('layers', (...told) => layers.push(told));
  await settled(() => room.remoteTracks.size === 1);
  await farEnd.signal('consumerLayers', { consumerId: camera.consumerId, layers: null, limit: 'network' });
  await farEnd.signal('consumerLayers', { consumerId: 'unknown', layers: null, limit: 'network' });
  expect(layers).toEqual([[camera.producerId, null, 'network']]);
});
