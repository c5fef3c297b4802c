import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Interest } from '#protocol/interest.ts';
import { camera, microphone, oneStream, receivesOnly, svc } from '../support/media.ts';
import { enter, everything, type Member, nothing, openRoom, request, stays } from '../support/open-room.ts';

const tile = (width: number, height: number) => ({ width, height });

/** Ann publishes; Bob receives what his interest says, and has started all of it. */
async function annAndBob(interest: Interest = everything) {
  const open = await openRoom();
  const ann = await enter(open.room, { name: 'Ann' });
  const mic = microphone();
  const cam = camera();
  await ann.peer.publishing.publish(mic);
  await ann.peer.publishing.publish(cam);
  const bob = await enter(open.room, { name: 'Bob', interest });
  await startAll(bob);
  const consumerOf = (producerId: string) => {
    const told = bob.sink.added.findLast(consumer => consumer.producerId === producerId);
    return open.consumersOf(bob).find(({ id }) => id === told?.consumerId);
  };
  return { ...open, ann, bob, mic, cam, consumerOf };
}

async function startAll({ peer, sink }: Member): Promise<void> {
  const living = sink.added.map(({ consumerId }) => consumerId).filter(id => !sink.removed.includes(id));
  if (living.length > 0) await peer.subscriptions.start(living);
}

describe('joining', () => {
  test('the first consumers match the interest, are complete and paused', async () => {
    const { room, worker, ann, cam, mic } = await annAndBob();
    const cleo = await room.join(request(), stays);
    const consumers = cleo.subscriptions.takeUntold();
    expect(consumers).toMatchObject([
      { producerId: mic.producerId, peerId: ann.peer.peerId, source: 'microphone', kind: 'audio' },
      { producerId: cam.producerId, peerId: ann.peer.peerId, source: 'camera', kind: 'video' },
    ]);
    for (const { rtpParameters } of consumers) expect(rtpParameters.encodings).toHaveLength(1);
    const consumes = worker.callsOf('transport.consume').slice(-2);
    expect(consumes.map(({ params }) => params)).toMatchObject([{ paused: true }, { paused: true }]);
    expect(cleo.subscriptions.takeUntold()).toEqual([]);
  });

  test('what appears between the first consumers and the socket is told when the socket is there', async () => {
    const { room, worker, ann, consumersOf } = await annAndBob();
    const peer = await room.join(request(), stays);
    const first = peer.subscriptions.takeUntold();
    const { seq } = room.state;
    await ann.peer.publishing.publish(microphone({ source: 'screen-audio' }));
    await worker.settled();
    const { sink } = await enter(room, { interest: nothing });
    sink.order.length = 0;
    peer.attach(sink, room.since(seq) ?? []);
    await worker.settled();
    expect([first.length, sink.added.length, consumersOf({ peer, sink }).length]).toEqual([2, 1, 3]);
    expect(sink.order.slice(0, 3)).toEqual(['producerAdded', 'peerJoined', 'consumersAdded']);
  });

  test('what ends between the first consumers and the socket is taken back when the socket is there', async () => {
    const { room, worker, ann, mic } = await annAndBob();
    const peer = await room.join(request(), stays);
    const first = peer.subscriptions.takeUntold();
    const { seq } = room.state;
    ann.peer.publishing.unpublish(mic.producerId);
    await worker.settled();
    const { sink } = await enter(room, { interest: nothing });
    peer.attach(sink, room.since(seq) ?? []);
    expect(sink.removed).toEqual(
      first.filter(({ source }) => source === 'microphone').map(({ consumerId }) => consumerId),
    );
  });

  test('what ends before it was told is never spoken of', async () => {
    const { room, worker, ann, mic } = await annAndBob();
    const peer = await room.join(request(), stays);
    ann.peer.publishing.unpublish(mic.producerId);
    await worker.settled();
    expect(peer.subscriptions.takeUntold().map(({ source }) => source)).toEqual(['camera']);
    const { sink } = await enter(room, { interest: nothing });
    peer.attach(sink, []);
    await worker.settled();
    expect(sink.removed).toEqual([]);
  });
});

describe('interest', () => {
  test('a declaration makes, ends and keeps consumers; each change is one signal', async () => {
    const { worker, bob, mic, cam, consumerOf } = await annAndBob();
    const audio = consumerOf(mic.producerId);
    bob.sink.order.length = 0;
    await bob.peer.subscriptions.setInterest({ ...everything, otherVideo: null });
    await worker.settled();
    expect(bob.sink.order).toEqual(['consumersRemoved']);
    expect([consumerOf(cam.producerId), audio?.closed]).toEqual([undefined, false]);
    await bob.peer.subscriptions.setInterest(everything);
    expect(bob.sink.order).toEqual(['consumersRemoved', 'consumersAdded']);
    expect(consumerOf(cam.producerId)).toMatchObject({ paused: true, closed: false });
    expect(consumerOf(mic.producerId)).toBe(audio);
  });

  test('declaring the same again makes no call to the engine', async () => {
    const interest: Interest = { audio: 'all', video: [], otherVideo: tile(640, 360) };
    const { worker, bob } = await annAndBob(interest);
    await worker.settled();
    const { length } = worker.calls;
    for (let times = 0; times < 3; times += 1) {
      await bob.peer.subscriptions.setInterest(structuredClone(interest));
    }
    await startAll(bob);
    await worker.settled();
    expect(worker.calls.slice(length)).toEqual([]);
    expect(bob.sink.order.filter(name => name.startsWith('consumers'))).toEqual([]);
  });

  test('the size of the tile picks the layer, the order the priority; the consumer stays', async () => {
    const { bob, cam, mic, consumerOf } = await annAndBob();
    const consumer = consumerOf(cam.producerId);
    const seen = [];
    for (const size of [tile(1280, 720), tile(640, 360), tile(100, 50), tile(1920, 1080)]) {
      const video = [{ producerId: cam.producerId, ...size }];
      await bob.peer.subscriptions.setInterest({ ...everything, video });
      seen.push([consumer?.preferredLayers?.spatialLayer, consumer?.priority]);
    }
    expect(seen).toEqual([
      [2, 254],
      [1, 254],
      [0, 254],
      [2, 254],
    ]);
    expect(consumerOf(cam.producerId)).toBe(consumer);
    expect(consumerOf(mic.producerId)?.preferredLayers).toBeUndefined();
  });

  test('a change of order changes priorities and nothing else', async () => {
    const { worker, ann, bob, cam } = await annAndBob();
    const screen = camera({ source: 'screen' });
    await ann.peer.publishing.publish(screen);
    await worker.settled();
    await startAll(bob);
    const [first, second] = [cam, screen].map(({ producerId }) => ({ producerId, ...tile(320, 180) }));
    if (!first || !second) throw new Error('two videos');
    await bob.peer.subscriptions.setInterest({ ...everything, video: [first, second] });
    const { length } = worker.calls;
    await bob.peer.subscriptions.setInterest({ ...everything, video: [second, first] });
    expect(worker.calls.slice(length).map(({ method }) => method)).toEqual([
      'consumer.setPriority',
      'consumer.setPriority',
    ]);
  });

  test('a hidden tile is paused, nothing is asked for it, and it comes back at its new size', async () => {
    const { worker, bob, cam, consumerOf } = await annAndBob();
    const consumer = consumerOf(cam.producerId);
    const video = (size: { width: number; height: number }) => ({
      ...everything,
      video: [{ producerId: cam.producerId, ...size }],
    });
    await bob.peer.subscriptions.setInterest(video(tile(0, 0)));
    expect(consumer?.paused).toBe(true);
    const { length } = worker.calls;
    await bob.peer.subscriptions.setInterest(video(tile(0, 0)));
    expect(worker.calls.length).toBe(length);
    await bob.peer.subscriptions.setInterest(video(tile(1280, 720)));
    // The key frame that resuming asks for must be one of the new layer.
    expect(worker.calls.slice(length).map(({ method }) => method)).toEqual([
      'consumer.setPreferredLayers',
      'consumer.setPriority',
      'consumer.resume',
    ]);
    expect(consumerOf(cam.producerId)).toBe(consumer);
    expect(bob.sink.removed).toEqual([]);
  });

  test('layers are set on simulcast and on SVC, not on a video of one stream', async () => {
    const { room, worker, consumersOf } = await openRoom();
    const one = { source: 'screen' as const, rtpParameters: oneStream() };
    for (const change of [{}, { rtpParameters: svc() }, one]) {
      await (await enter(room)).peer.publishing.publish(camera(change));
    }
    const bob = await enter(room, { interest: { ...nothing, otherVideo: tile(640, 360) } });
    await startAll(bob);
    await worker.settled();
    expect(consumersOf(bob)).toMatchObject([
      { type: 'simulcast', preferredLayers: { spatialLayer: 1 }, paused: false },
      { type: 'svc', preferredLayers: { spatialLayer: 1 }, paused: false },
      { type: 'simple', preferredLayers: undefined, paused: false },
    ]);
  });

  test('what the peer cannot decode is not made, and no failure', async () => {
    const { room, worker, ann, consumersOf } = await annAndBob();
    const cleo = await enter(room, { rtpCapabilities: receivesOnly('audio/opus') });
    await worker.settled();
    expect(consumersOf(cleo).map(({ kind }) => kind)).toEqual(['audio']);
    await ann.peer.publishing.publish(camera({ source: 'screen' }));
    await worker.settled();
    expect(cleo.sink.added.map(({ kind }) => kind)).toEqual(['audio']);
  });

  test('a link that carries less than the publisher sends is what limits, even if more than that is wanted', async () => {
    const { bob, cam, consumerOf } = await annAndBob({ ...everything, otherVideo: tile(1280, 720) });
    const consumer = consumerOf(cam.producerId);
    consumer?.sent({ spatialLayer: 0, temporalLayer: 2 }, [10, 10, 0]);
    consumer?.sent({ spatialLayer: 1, temporalLayer: 2 }, [10, 10, 0]);
    const limits = bob.sink.signals.flatMap(({ name, params }) =>
      name === 'consumerLayers' ? [Reflect.get(Object(params), 'limit')] : [],
    );
    expect(limits).toEqual(['network', 'publisher']);
  });

  test('the layers that are sent are signalled, with what keeps them from more', async () => {
    const { bob, cam, consumerOf } = await annAndBob({ ...everything, otherVideo: tile(640, 360) });
    const consumer = consumerOf(cam.producerId);
    consumer?.sent({ spatialLayer: 2, temporalLayer: 1 }, [10, 10, 10]);
    consumer?.sent({ spatialLayer: 0, temporalLayer: 1 }, [10, 10, 10]);
    consumer?.sent({ spatialLayer: 0, temporalLayer: 1 }, [10, 0, 0]);
    consumer?.sent({ spatialLayer: 0, temporalLayer: 1 }, [9, 0, 0]);
    consumer?.sent(undefined, [0, 0, 0]);
    const consumerId = consumer?.id;
    expect(
      bob.sink.signals.filter(({ name }) => name === 'consumerLayers').map(({ params }) => params),
    ).toEqual([
      { consumerId, layers: { spatial: 2, temporal: 1 }, limit: null },
      { consumerId, layers: { spatial: 0, temporal: 1 }, limit: 'network' },
      { consumerId, layers: { spatial: 0, temporal: 1 }, limit: 'publisher' },
      { consumerId, layers: null, limit: 'publisher' },
    ]);
  });
});

describe('a video that cannot become what its tile deserves', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  test('is told with what keeps it, though the engine has nothing to say; what comes in time needs no words', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { bob, cam, consumerOf } = await annAndBob({ ...everything, otherVideo: tile(100, 100) });
    await startAll(bob);
    const consumer = consumerOf(cam.producerId);
    consumer?.sent({ spatialLayer: 0, temporalLayer: 1 }, [10, 10, 10]);
    const limits = () =>
      bob.sink.signals
        .filter(({ name }) => name === 'consumerLayers')
        .map(({ params }) => (params as { limit: string | null }).limit);
    await bob.peer.subscriptions.setInterest({ ...everything, otherVideo: tile(640, 360) });
    expect(limits()).toEqual([null]);
    vi.advanceTimersByTime(3_000);
    expect(limits()).toEqual([null, 'network']);
    await bob.peer.subscriptions.setInterest({ ...everything, otherVideo: tile(1280, 720) });
    consumer?.sent({ spatialLayer: 2, temporalLayer: 1 }, [10, 10, 10]);
    vi.advanceTimersByTime(3_000);
    expect(limits().slice(2).at(-1)).toBeNull();
  });

  test('and ends meanwhile leaves no timer behind', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { room, bob } = await annAndBob({ ...everything, otherVideo: tile(100, 100) });
    await startAll(bob);
    room.close('shutdown');
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('starting', () => {
  test('nothing flows before the client says that it is ready, and then at the right layer', async () => {
    const open = await openRoom();
    const ann = await enter(open.room);
    await ann.peer.publishing.publish(camera());
    const bob = await enter(open.room, { interest: { ...everything, otherVideo: tile(1280, 720) } });
    await open.worker.settled();
    expect(open.consumersOf(bob)).toMatchObject([{ paused: true, preferredLayers: undefined }]);
    await startAll(bob);
    expect(open.consumersOf(bob)).toMatchObject([{ paused: false, preferredLayers: { spatialLayer: 2 } }]);
  });

  test('all or none: one unknown id starts nothing, and is named', async () => {
    const open = await openRoom();
    const ann = await enter(open.room);
    await ann.peer.publishing.publish(camera());
    const bob = await enter(open.room);
    await open.worker.settled();
    const ids = bob.sink.added.map(({ consumerId }) => consumerId);
    const starting = bob.peer.subscriptions.start([...ids, 'nobody']);
    await expect(starting).rejects.toMatchObject({ reason: 'not-found', field: 'consumerIds.1' });
    await bob.peer.subscriptions.reconcile();
    expect(open.consumersOf(bob).map(({ paused }) => paused)).toEqual([true]);
  });

  test('a consumer of somebody else is unknown', async () => {
    const { bob, room } = await annAndBob();
    const cleo = await enter(room);
    const [theirs] = bob.sink.added;
    await expect(cleo.peer.subscriptions.start([theirs?.consumerId ?? ''])).rejects.toMatchObject({
      reason: 'not-found',
      field: 'consumerIds.0',
    });
  });

  test('a hidden tile that is started stays paused until it is seen', async () => {
    const interest = { ...everything, otherVideo: tile(0, 0) };
    const { bob, cam, consumerOf } = await annAndBob(interest);
    expect(consumerOf(cam.producerId)?.paused).toBe(true);
    await bob.peer.subscriptions.setInterest(everything);
    expect(consumerOf(cam.producerId)?.paused).toBe(false);
  });
});

describe('races', () => {
  test('an interest that is withdrawn while the consumer is made ends it, untold', async () => {
    const { worker, bob, cam, consumerOf } = await annAndBob(nothing);
    bob.sink.order.length = 0;
    worker.stop();
    const first = bob.peer.subscriptions.setInterest(everything);
    await worker.waiting('transport.consume');
    const second = bob.peer.subscriptions.setInterest(nothing);
    worker.continue();
    await Promise.all([first, second]);
    await worker.settled();
    expect(consumerOf(cam.producerId)).toBeUndefined();
    expect(bob.sink.added.length).toBe(bob.sink.removed.length);
  });

  test('a producer that ends while its consumer is made leaves no consumer and no promise of one', async () => {
    const { worker, ann, bob, cam, consumersOf } = await annAndBob(nothing);
    worker.stop();
    const setting = bob.peer.subscriptions.setInterest({ ...nothing, otherVideo: tile(320, 180) });
    await worker.waiting('transport.consume');
    ann.peer.publishing.unpublish(cam.producerId);
    worker.continue();
    await setting;
    await worker.settled();
    expect(consumersOf(bob)).toEqual([]);
    const added = bob.sink.added.map(({ consumerId }) => consumerId);
    expect(bob.sink.removed).toEqual(added);
  });

  test('what is published again under the same id while its consumer is made is consumed as the new one', async () => {
    const { worker, ann, bob, router, cam, consumersOf } = await annAndBob(nothing);
    worker.stop();
    const setting = bob.peer.subscriptions.setInterest({ ...nothing, otherVideo: tile(320, 180) });
    await worker.waiting('transport.consume');
    ann.peer.publishing.unpublish(cam.producerId);
    const publishing = ann.peer.publishing.publish(cam);
    worker.continue();
    await Promise.all([setting, publishing]);
    await worker.settled();
    const newest = [...router.producers.values()].find(({ kind }) => kind === 'video');
    expect(consumersOf(bob)).toMatchObject([{ producerId: newest?.id, closed: false }]);
  });

  test('a peer that leaves while its consumers are made leaves none', async () => {
    const { worker, bob } = await annAndBob(nothing);
    worker.stop();
    const setting = bob.peer.subscriptions.setInterest(everything);
    await worker.waiting('transport.consume');
    bob.peer.close('left');
    worker.continue();
    await setting;
    await worker.settled();
    expect(bob.sink.order.at(-1)).toBe('close');
    expect(worker.made.filter(({ closed }) => !closed)).toHaveLength(5); // the router, Ann's transports and producers
  });

  test('a call that the engine refuses is made again the next time', async () => {
    const { worker, bob, cam, consumerOf } = await annAndBob();
    const large = { ...everything, otherVideo: tile(1280, 720) };
    for (const method of ['consumer.setPreferredLayers', 'consumer.setPriority', 'consumer.resume']) {
      await bob.peer.subscriptions.setInterest({ ...everything, otherVideo: tile(0, 0) });
      worker.refuseNext(method, new Error('out of memory'));
      const video = [{ producerId: cam.producerId, ...tile(1280, 720) }];
      await bob.peer.subscriptions.setInterest({ ...large, video });
      await bob.peer.subscriptions.setInterest({ ...large, video });
      expect(consumerOf(cam.producerId)).toMatchObject({
        paused: false,
        preferredLayers: { spatialLayer: 2 },
        priority: 254,
      });
      await bob.peer.subscriptions.setInterest({ ...everything, otherVideo: tile(320, 180) });
    }
  });

  test('a consumer that the engine refuses to make does not keep the others from being made', async () => {
    const { worker, bob, consumersOf } = await annAndBob(nothing);
    worker.refuseNext('transport.consume', new Error('out of memory'));
    await bob.peer.subscriptions.setInterest(everything);
    expect(consumersOf(bob)).toHaveLength(1);
    await bob.peer.subscriptions.reconcile();
    expect(consumersOf(bob)).toHaveLength(2);
    expect(bob.sink.added).toHaveLength(2);
  });
});
