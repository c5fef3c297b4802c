/**
 * The life of rooms on real workers, in this process: what the worker really holds after each thing a client asks for.
 */
import { expect, test } from 'vitest';
import { consumerOf, join } from '../support/join.ts';
import * as media from '../support/media-parameters.ts';
import { poll } from '../support/poll.ts';
import { startApp } from '../support/start-app.ts';
import { WsClient } from '../support/ws-client.ts';

test('join, publish, receive, mute, unpublish and leave are what the worker holds', async () => {
  const app = await startApp({ edge: { emptyRoomSeconds: 0.05 } });
  const held = () => app.engine.dumped();
  const ann = await join(app);
  expect(await held()).toEqual({ workers: 1, routers: 1, transports: 2, producers: 0, consumers: 0 });
  const camera = media.camera();
  await ann.request('publish', media.microphone());
  await ann.request('publish', camera);
  expect(await held()).toMatchObject({ producers: 2, consumers: 0 });

  const bob = await join(app, { name: 'Bob' });
  expect(bob.joined.media.consumers.map(({ source }) => source)).toEqual(['microphone', 'camera']);
  expect(await held()).toEqual({ workers: 1, routers: 1, transports: 4, producers: 2, consumers: 2 });
  const { consumerId } = await consumerOf(bob, camera.producerId);
  const dump = () => app.engine.consumer(consumerId).dump();
  expect(await dump()).toMatchObject({ type: 'simulcast', paused: true, producerPaused: false });
  await bob.request('startConsumers', { consumerIds: [consumerId] });
  expect(await dump()).toMatchObject({ paused: false });

  await ann.request('pauseProducer', { producerId: camera.producerId });
  expect(await dump()).toMatchObject({ paused: false, producerPaused: true });
  await ann.request('resumeProducer', { producerId: camera.producerId });
  expect(await dump()).toMatchObject({ producerPaused: false });
  await ann.request('unpublish', { producerId: camera.producerId });
  await bob.until('one consumer less', () => bob.room.consumers.size === 1);
  expect(await held()).toMatchObject({ producers: 1, consumers: 1 });

  await ann.request('leave', {});
  expect(await ann.end()).toEqual({ code: 4000, reason: 'left' });
  await bob.until('alone', () => Object.keys(bob.state.peers).length === 1);
  expect(await held()).toEqual({ workers: 1, routers: 1, transports: 2, producers: 0, consumers: 0 });
  bob.hangUp();
  await poll('the room is closed', () => app.registry.size === 0);
  expect(await held()).toEqual({ workers: 1, routers: 0, transports: 0, producers: 0, consumers: 0 });
  expect([...ann.room.violations, ...bob.room.violations, ...app.troubles()]).toEqual([]);
});

test('everything that browsers send can be published and consumed', async () => {
  const app = await startApp();
  const bob = await join(app);
  const kinds: [string, media.Publication, string][] = [
    ['VP8 in three layers', media.camera(), 'simulcast'],
    ['VP8', media.camera(media.vp8()), 'simple'],
    ['VP9 in three layers', media.camera(media.vp9Svc()), 'svc'],
    ['AV1 in three layers', media.camera(media.av1()), 'svc'],
    ['H264 baseline', media.camera(media.h264()), 'simple'],
    ['H264 main', media.camera(media.h264('4d0032')), 'simple'],
    ['Opus', media.microphone(), 'simple'],
  ];
  for (const [name, publication, type] of kinds) {
    const ann = await join(app);
    await ann.request('publish', publication);
    const { consumerId } = await consumerOf(bob, publication.producerId);
    await bob.request('startConsumers', { consumerIds: [consumerId] });
    expect(app.engine.consumer(consumerId), name).toMatchObject({ type, paused: false });
    ann.hangUp();
    await bob.until('it left', () => bob.room.consumers.size === 0);
  }
  expect(app.troubles()).toEqual([]);
});

test('the layer is that of the tile, and a tile of no size gets nothing', async () => {
  const app = await startApp();
  const [ann, bob] = [await join(app), await join(app)];
  for (const camera of [media.camera(), media.camera(media.vp9Svc())]) {
    const { producerId } = camera;
    await ann.request('publish', camera);
    const { consumerId } = await consumerOf(bob, producerId);
    await bob.request('startConsumers', { consumerIds: [consumerId] });
    const consumer = app.engine.consumer(consumerId);
    const show = (width: number, height: number) =>
      bob.request('setInterest', {
        interest: { audio: 'all', video: [{ producerId, width, height }], otherVideo: null },
      });
    // Of 1280x720 the layers are 320x180, 640x360 and the full picture; a third of stretching is borne.
    const layers: [number, number, number][] = [
      [1280, 720, 2],
      [900, 506, 2],
      [800, 450, 1],
      [640, 360, 1],
      [320, 180, 0],
      [16, 9, 0],
      [3840, 2160, 2],
    ];
    for (const [width, height, spatialLayer] of layers) {
      await show(width, height);
      expect(consumer.preferredLayers, `${width}x${height}`).toMatchObject({ spatialLayer });
      expect(consumer.paused).toBe(false);
    }
    await show(0, 0);
    expect(consumer).toMatchObject({ closed: false, paused: true });
    await show(320, 180);
    expect(consumer).toMatchObject({ paused: false, preferredLayers: { spatialLayer: 0 } });
    await ann.request('unpublish', { producerId });
    await bob.request('setInterest', { interest: media.everything });
  }
  expect(app.troubles()).toEqual([]);
});

test('what is listed first is more important', async () => {
  const app = await startApp();
  const bob = await join(app);
  const cameras = [media.camera(), media.camera(), media.camera()];
  for (const camera of cameras)
    await (await join(app, { interest: media.nothing })).request('publish', camera);
  const [first, second, unnamed] = await Promise.all(
    cameras.map(async ({ producerId }) =>
      app.engine.consumer((await consumerOf(bob, producerId)).consumerId),
    ),
  );
  await bob.request('startConsumers', { consumerIds: [...bob.room.consumers.keys()] });
  const video = cameras.slice(0, 2).map(({ producerId }) => ({ producerId, width: 640, height: 360 }));
  const otherVideo = { width: 160, height: 90 };
  await bob.request('setInterest', { interest: { audio: 'all', video, otherVideo } });
  expect(first?.priority).toBeGreaterThan(second?.priority ?? 0);
  expect(second?.priority).toBeGreaterThan(unnamed?.priority ?? 0);
  await bob.request('setInterest', { interest: { audio: 'all', video: video.reverse(), otherVideo } });
  expect(second?.priority).toBeGreaterThan(first?.priority ?? 0);
});

test('an ICE restart gives that transport, and no other, new credentials', async () => {
  const app = await startApp();
  const ann = await join(app);
  const { sendTransport, recvTransport } = ann.joined.media;
  const { iceParameters } = await ann.request('restartIce', { transportId: sendTransport.transportId });
  expect(iceParameters.usernameFragment).not.toBe(sendTransport.iceParameters.usernameFragment);
  expect(app.engine.transport(sendTransport.transportId).iceParameters).toEqual(iceParameters);
  expect(app.engine.transport(recvTransport.transportId).iceParameters).toEqual(recvTransport.iceParameters);
});

test('connecting a transport again changes nothing', async () => {
  const app = await startApp();
  const ann = await join(app);
  const { transportId } = ann.joined.media.recvTransport;
  const params = { transportId, dtlsParameters: media.dtlsParameters };
  expect(await ann.request('connectTransport', params)).toEqual({});
  expect(await ann.request('connectTransport', params)).toEqual({});
  expect(app.troubles()).toEqual([]);
});

test('rooms are spread over the workers, and do not mix', async () => {
  const app = await startApp({ workers: 2 });
  const ann = await join(app, { room: 'kitchen' });
  const bob = await join(app, { room: 'cellar' });
  const dumps = await Promise.all([...app.engine.workers].map(worker => worker.dump()));
  expect(dumps.map(({ routerIds }) => routerIds.length)).toEqual([1, 1]);
  await ann.request('publish', media.microphone());
  await bob.request('setInterest', { interest: media.everything });
  expect(bob.room.consumers.size).toBe(0);
  expect(Object.keys(bob.state.peers)).toEqual([bob.peerId]);
});

test('a room is kept for those who come back soon, and forgotten when nobody does', async () => {
  const app = await startApp({ edge: { emptyRoomSeconds: 0.3 } });
  const ann = await join(app);
  const { seq } = ann.state;
  ann.hangUp();
  await poll('the transports are gone', () => app.engine.transports.size === 0);
  const bob = await join(app);
  expect(bob.state.seq).toBe(seq + 2); // it left, and another came: the same room
  bob.hangUp();
  await poll('the room is closed', () => app.registry.size === 0);
  const next = await join(app);
  expect(next.state.seq).toBe(1);
});

test('a room that one asked for and nobody entered is closed too', async () => {
  const app = await startApp({ edge: { emptyRoomSeconds: 0.05 } });
  const ann = await join(app);
  ann.hangUp();
  await poll('the room is closed', () => app.registry.size === 0);
  const bob = await WsClient.connect(app.fastify);
  void bob.send('join', {
    room: 'x',
    name: 'Bob',
    rtpCapabilities: media.noCapabilities,
    interest: media.everything,
  });
  await poll('the room is being opened', () => app.registry.size === 1);
  bob.hangUp();
  await poll('the room is closed', () => app.registry.size === 0);
  expect(app.engine.counts).toMatchObject({ routers: 0, transports: 0 });
  expect(app.troubles()).toEqual([]);
});
