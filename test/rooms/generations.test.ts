/** Generations of media: what a room, its log and its peers make of a worker that dies, at any moment. */
import { expect, test } from 'vitest';
import { FakeWorker } from '../fakes/worker.ts';
import { camera, microphone } from '../support/media.ts';
import { enter, type Member, openRoom, request, stays } from '../support/open-room.ts';

/** A room that finds another worker each time; Ann sends camera and microphone. */
async function carriedRoom() {
  const workers: FakeWorker[] = [];
  const nextWorker = () => {
    const worker = new FakeWorker();
    workers.push(worker);
    return worker;
  };
  const open = await openRoom({ nextWorker });
  workers.push(open.worker);
  const ann = await enter(open.room, { name: 'Ann' });
  const bob = await enter(open.room, { name: 'Bob' });
  const published = [camera(), microphone()];
  for (const each of published) await ann.peer.publishing.publish(each);
  // What one worker does may lead to another.
  const settled = async () => {
    for (let turn = 0; turn < 4; turn += 1) for (const worker of workers) await worker.settled();
  };
  await settled();
  return { ...open, workers, ann, bob, published, settled };
}

const heard = ({ sink }: Member, from: number) => sink.order.slice(from);
const begun = ({ sink }: Member) => sink.order.filter(name => name === 'mediaRenewed').length;

test('everybody is told once that media are lost and once that they begin anew, and nothing else', async () => {
  const { worker, ann, bob, room, settled } = await carriedRoom();
  const from = [ann, bob].map(({ sink }) => sink.order.length);
  const { state } = room;
  worker.kill();
  await settled();
  expect(heard(ann, from[0] ?? 0)).toEqual(['mediaLost', 'mediaRenewed']);
  expect(heard(bob, from[1] ?? 0)).toEqual(['mediaLost', 'mediaRenewed']);
  expect(room.state).toBe(state);
  expect([ann.peer.media.generation, bob.peer.media.closed]).toEqual([2, false]);
});

test('what is published again is received again, under its id, and no event says so', async () => {
  const { worker, ann, bob, room, published, settled } = await carriedRoom();
  worker.kill();
  await settled();
  const { state } = room;
  const added = bob.sink.added.length;
  for (const each of published) await ann.peer.publishing.publish(each);
  await settled();
  expect(room.state).toBe(state);
  const again = bob.sink.added.slice(added).map(({ producerId }) => producerId);
  expect(again.sort()).toEqual(published.map(({ producerId }) => producerId).sort());
  await ann.peer.publishing.publish(published[0] ?? camera());
  expect(bob.sink.added).toHaveLength(added + 2);
});

test.each([
  ['the room says so', false],
  ['the client says so', true],
])('muted stays muted: %s', async (_, byClient) => {
  const { worker, ann, room, published, settled } = await carriedRoom();
  const [, voice] = published;
  if (!voice) throw new Error('no microphone');
  worker.kill();
  if (!byClient) await ann.peer.publishing.setPaused(voice.producerId, true, null);
  await settled();
  await ann.peer.publishing.publish({ ...voice, paused: byClient });
  expect(room.state.peers[ann.peer.peerId]?.producers[voice.producerId]?.paused).toBe(true);
  await ann.peer.publishing.setPaused(voice.producerId, false);
  expect(room.state.peers[ann.peer.peerId]?.producers[voice.producerId]?.paused).toBe(false);
});

test('what nobody publishes again ends by its peer, a moderator, or with the peer', async () => {
  const { worker, ann, bob, room, published, settled } = await carriedRoom();
  worker.kill();
  await settled();
  ann.peer.publishing.unpublish(published[0]?.producerId ?? '');
  ann.peer.publishing.end(published[1]?.producerId ?? '', null);
  expect(bob.sink.events.slice(-2)).toMatchObject([
    { type: 'producerRemoved', producerId: published[0]?.producerId },
    { type: 'producerRemoved', producerId: published[1]?.producerId, by: null },
  ]);
  await ann.peer.publishing.publish(camera());
  ann.peer.close('left');
  expect(bob.sink.events.at(-1)).toMatchObject({ type: 'peerLeft' });
  expect(Object.keys(room.state.peers)).toEqual([bob.peer.peerId]);
});

test('another death while generations are being built is one more generation for all', async () => {
  const { worker, workers, ann, bob, settled } = await carriedRoom();
  worker.kill();
  await settled();
  workers.at(-1)?.kill();
  await settled();
  expect([begun(ann), begun(bob)]).toEqual([2, 2]);
  expect([ann.peer.media.generation, bob.peer.media.generation]).toEqual([3, 3]);
  expect([ann.peer.media.closed, bob.peer.media.closed]).toEqual([false, false]);
});

test.each(['router.createWebRtcTransport', 'transport.consume'] as const)(
  'whose join is at %s when the worker dies is let in on the next one',
  async method => {
    const { worker, room } = await carriedRoom();
    const joining = room.join(request(), stays);
    await worker.waiting(method);
    worker.kill();
    const cleo = await joining;
    expect([cleo.media.closed, cleo.media.generation]).toEqual([false, 1]);
  },
);

test('a peer that leaves meanwhile, and a room that closes, leave nothing on any worker', async () => {
  const { worker, workers, ann, room, settled } = await carriedRoom();
  worker.kill();
  ann.peer.close('left');
  await settled();
  room.close('shutdown');
  await settled();
  const made = workers.flatMap(each => each.made);
  expect(made.filter(({ closed }) => !closed)).toEqual([]);
});

test('a peer whose next generation the engine refuses, on a worker that lives, has lost its media for good', async () => {
  const { worker, ann, bob, settled } = await carriedRoom();
  worker.refuseNext('router.createWebRtcTransport', new Error('no port is left'));
  await ann.peer.renewMedia();
  await settled();
  expect(ann.sink.closed).toEqual(['media-lost']);
  expect([bob.peer.closed, bob.sink.events.at(-1)?.type]).toEqual([false, 'peerLeft']);
});
