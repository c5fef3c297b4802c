/**
 * In whatever order things end: nothing is closed twice, nothing is left, and nobody hears anything after the end.
 */
import { describe, expect, test } from 'vitest';
import { RequestError } from '../../server/errors.ts';
import { camera, microphone } from '../support/media.ts';
import { enter, type Member, openRoom, request, stays } from '../support/open-room.ts';

/** Three peers that see and hear each other. */
async function busyRoom() {
  const open = await openRoom();
  const members: Member[] = [];
  for (const name of ['Ann', 'Bob', 'Cleo']) members.push(await enter(open.room, { name }));
  for (const { peer } of members) {
    await peer.publishing.publish(microphone());
    await peer.publishing.publish(camera());
  }
  await open.worker.settled();
  for (const { peer, sink } of members) {
    await peer.subscriptions.start(sink.added.map(({ consumerId }) => consumerId));
  }
  const [ann, bob, cleo] = members;
  if (!ann || !bob || !cleo) throw new Error('three members');
  return { ...open, members, ann, bob, cleo };
}

const ends = ({ sink }: Member) => sink.order.filter(name => name === 'close').length;

test('three peers with two tracks each receive four consumers each', async () => {
  const { members, consumersOf } = await busyRoom();
  expect(members.map(member => consumersOf(member).length)).toEqual([4, 4, 4]);
});

test('a leave is one event, and one signal for the consumers that went with it', async () => {
  const { worker, room, ann, bob, cleo, consumersOf } = await busyRoom();
  const before = bob.sink.order.length;
  ann.peer.close('left');
  await worker.settled();
  expect(bob.sink.order.slice(before)).toEqual(['peerLeft', 'consumersRemoved']);
  expect(bob.sink.removed).toHaveLength(2);
  expect(bob.sink.events.at(-1)).toMatchObject({ type: 'peerLeft', peerId: ann.peer.peerId, reason: 'left' });
  expect(consumersOf(bob)).toHaveLength(2);
  expect(Object.keys(room.state.peers)).toEqual([bob.peer.peerId, cleo.peer.peerId]);
});

test('who leaves is told once, and nothing after that', async () => {
  const { worker, ann, bob } = await busyRoom();
  ann.peer.close('timeout');
  ann.peer.close('left');
  await bob.peer.publishing.publish(microphone({ source: 'screen-audio' }));
  await worker.settled();
  expect(ann.sink.closed).toEqual(['timeout']);
  expect(ann.sink.order.at(-1)).toBe('close');
  expect(bob.sink.events.filter(({ type }) => type === 'peerLeft')).toHaveLength(1);
});

const orders = {
  'the room': ({ room }) => room.close('shutdown'),
  'the router': ({ router }) => router.close(),
  'the worker': ({ worker }) => worker.kill(),
  'the peers one by one, then the room': ({ members, room }) => {
    for (const { peer } of members) peer.close('left');
    room.close('shutdown');
  },
  'one peer, then the router': ({ ann, router }) => {
    ann.peer.close('left');
    router.close();
  },
  'a transport of one peer, then its peer, then the room': ({ bob, room }) => {
    bob.peer.media.recv.close();
    bob.peer.close('left');
    room.close('shutdown');
  },
  'the room and then everything below it again': ({ room, router, worker, members }) => {
    room.close('shutdown');
    for (const { peer } of members) peer.close('left');
    router.close();
    worker.kill();
    room.close('media-lost');
  },
} satisfies Record<string, (busy: Awaited<ReturnType<typeof busyRoom>>) => void>;

describe.each(Object.entries(orders))('when the end begins with %s', (_, end) => {
  test('everything closes once and nothing is heard afterwards', async () => {
    const busy = await busyRoom();
    const { worker, room, members, closes } = busy;
    end(busy);
    await worker.settled();
    expect(members.map(ends)).toEqual([1, 1, 1]);
    for (const { sink } of members) expect(sink.order.at(-1)).toBe('close');
    expect([room.closed, closes()]).toEqual([true, 1]);
    expect(worker.made.filter(({ closed }) => !closed)).toEqual([]);
  });

  test('nobody is told of a producer that ends with its peer', async () => {
    const busy = await busyRoom();
    end(busy);
    await busy.worker.settled();
    for (const { sink } of busy.members) {
      expect(sink.events.filter(({ type }) => type === 'producerRemoved')).toEqual([]);
    }
  });
});

test.each(['the room', 'the router', 'the worker'] as const)(
  'when %s ends, nobody is told that the others left',
  async what => {
    const busy = await busyRoom();
    const before = busy.members.map(({ sink }) => sink.order.length);
    orders[what](busy);
    await busy.worker.settled();
    const heard = what === 'the room' ? ['close'] : ['mediaLost', 'close'];
    expect(busy.members.map(({ sink }, index) => sink.order.slice(before[index]))).toEqual([
      heard,
      heard,
      heard,
    ]);
  },
);

test('each close of an engine object is asked for at most once', async () => {
  const { worker, ann, bob, room } = await busyRoom();
  ann.peer.close('left');
  await worker.settled();
  bob.peer.close('left');
  room.close('shutdown');
  await worker.settled();
  const closing = worker.calls.filter(({ method }) => method.includes('close'));
  expect(new Set(closing.map(({ id }) => id)).size).toBe(closing.length);
  expect(worker.size).toBe(0);
});

test('that no other worker is found reaches everybody as the reason', async () => {
  const { worker, members } = await busyRoom();
  worker.kill();
  await worker.settled();
  expect(members.map(({ sink }) => sink.closed)).toEqual([['media-lost'], ['media-lost'], ['media-lost']]);
});

test('a join under way when the room ends is refused as unavailable, and leaves nothing', async () => {
  for (const end of ['close', 'kill'] as const) {
    for (const method of ['router.createWebRtcTransport', 'transport.consume']) {
      const { worker, room, members } = await busyRoom();
      const joining = room.join(request(), stays);
      const outcome = expect(joining).rejects.toThrow(new RequestError('unavailable'));
      await worker.waiting(method);
      if (end === 'kill') worker.kill();
      else room.close('shutdown');
      await outcome;
      await worker.settled();
      expect(worker.made.filter(({ closed }) => !closed)).toEqual([]);
      for (const { sink } of members) expect(sink.order.at(-1)).toBe('close');
    }
  }
});
