/**
 * PROTOCOL.md, "Receiving": interest is declared, consumers follow. (That media flows is in media.test.ts.)
 */
import { expect, test } from 'vitest';
import {
  camera,
  everything,
  microphone,
  nothing,
  nothingReceivable,
  simulcastCamera,
} from './support/media-parameters.ts';
import { consumerOf, consumersOf, joined, type Member, newRoom, pairOf } from './support/member.ts';

function receivedIds(member: Member): string[] {
  return consumersOf(member).map(({ producerId }) => producerId);
}

async function declare(member: Member, interest: unknown): Promise<void> {
  expect(await member.client.request('setInterest', { interest })).toEqual({});
}

test('what is published while one listens is announced, with all that a receiver needs', async () => {
  const { ann, bob } = await pairOf();
  const published = camera();
  await ann.client.request('publish', published);
  const { rtpParameters, ...consumer } = await consumerOf(bob, published.producerId);
  expect(consumer).toEqual({
    consumerId: expect.any(String),
    producerId: published.producerId,
    peerId: ann.peerId,
    source: 'camera',
    kind: 'video',
  });
  const [vp8] = bob.hello.routerRtpCapabilities.codecs.filter(({ mimeType }) => mimeType === 'video/VP8');
  expect(rtpParameters.codecs[0]).toMatchObject({
    mimeType: 'video/VP8',
    payloadType: vp8?.preferredPayloadType,
  });
  expect(rtpParameters.encodings).toHaveLength(1);
  expect(rtpParameters.encodings[0]?.ssrc).toBeGreaterThan(0);
  expect(rtpParameters.mid).toMatch(/./);
  expect(rtpParameters.rtcp?.cname).toBe('conformance');
});

test('simulcast arrives as one stream', async () => {
  const { ann, bob } = await pairOf();
  const published = simulcastCamera();
  await ann.client.request('publish', published);
  const { rtpParameters } = await consumerOf(bob, published.producerId);
  expect(rtpParameters.encodings).toHaveLength(1);
  expect(rtpParameters.encodings[0]).toMatchObject({ ssrc: expect.any(Number), scalabilityMode: 'L3T1' });
});

test('payload types, extension ids and mids never clash on one receiver', async () => {
  const { ann, bob } = await pairOf();
  const sources = [microphone(), simulcastCamera(), { ...camera(), source: 'screen' }];
  for (const published of sources) await ann.client.request('publish', published);
  const consumers = await Promise.all(sources.map(({ producerId }) => consumerOf(bob, producerId)));
  const received = consumers.map(({ rtpParameters }) => rtpParameters);
  expect(new Set(received.map(({ mid }) => mid)).size).toBe(3);
  expect(new Set(received.map(({ encodings }) => encodings[0]?.ssrc)).size).toBe(3);
});

test('one never receives what one publishes oneself', async () => {
  const ann = await joined();
  const published = camera();
  await ann.client.request('publish', published);
  await declare(ann, {
    audio: 'all',
    video: [{ producerId: published.producerId, width: 9, height: 9 }],
    otherVideo: null,
  });
  await ann.client.settled();
  expect(consumersOf(ann)).toEqual([]);
});

test('interest in nothing brings nothing; interest in all, later, brings all; none again takes it back', async () => {
  const { ann, bob } = await pairOf({}, { interest: nothing });
  const published = [microphone(), camera()];
  for (const each of published) await ann.client.request('publish', each);
  await bob.client.settled();
  expect(consumersOf(bob)).toEqual([]);

  await declare(bob, everything);
  await bob.client.settled();
  const ids = published.map(({ producerId }) => producerId).sort();
  expect(receivedIds(bob).sort()).toEqual(ids);

  await declare(bob, nothing);
  await bob.client.settled();
  expect(consumersOf(bob)).toEqual([]);
});

test('declaring the same again changes nothing, and a tile of another size keeps its consumer', async () => {
  const { ann, bob } = await pairOf();
  const published = simulcastCamera();
  const { producerId } = published;
  await ann.client.request('publish', published);
  const { consumerId } = await consumerOf(bob, producerId);
  await declare(bob, everything);
  for (const width of [320, 1280, 0, 640]) {
    await declare(bob, { audio: 'all', video: [{ producerId, width, height: width }], otherVideo: null });
  }
  await bob.client.settled();
  expect(consumersOf(bob).map(consumer => consumer.consumerId)).toEqual([consumerId]);
  expect(bob.client.notifications('consumersRemoved')).toEqual([]);
});

test('audio by list: those and no others', async () => {
  const { ann, bob } = await pairOf({}, { interest: nothing });
  const [wanted, other] = [microphone(), { ...microphone(), source: 'screen-audio' }];
  await ann.client.request('publish', wanted);
  await ann.client.request('publish', other);
  await declare(bob, { audio: [wanted.producerId], video: [], otherVideo: null });
  await bob.client.settled();
  expect(receivedIds(bob)).toEqual([wanted.producerId]);
});

test('video that is named before it exists is received as soon as it does', async () => {
  const published = camera();
  const interest = {
    audio: [],
    video: [{ producerId: published.producerId, width: 64, height: 36 }],
    otherVideo: null,
  };
  const { ann, bob } = await pairOf({}, { interest });
  await ann.client.request('publish', published);
  expect(await consumerOf(bob, published.producerId)).toMatchObject({ peerId: ann.peerId });
});

test('the answer to join has the consumers of what is published already', async () => {
  const room = newRoom();
  const ann = await joined({ room });
  const published = [microphone(), camera()];
  for (const each of published) await ann.client.request('publish', each);
  const bob = await joined({ room });
  await bob.client.settled();
  expect(bob.media.consumers.map(({ producerId }) => producerId).sort()).toEqual(
    published.map(({ producerId }) => producerId).sort(),
  );
  expect(bob.client.notifications('consumersAdded')).toEqual([]);
});

test('consumers can be started before the transport is connected, and more than once', async () => {
  const { ann, bob } = await pairOf();
  const published = camera();
  await ann.client.request('publish', published);
  const { consumerId } = await consumerOf(bob, published.producerId);
  expect(await bob.client.request('startConsumers', { consumerIds: [consumerId] })).toEqual({});
  expect(await bob.client.request('startConsumers', { consumerIds: [consumerId, consumerId] })).toEqual({});
});

test.each(['unpublish', 'leave'])('%s of the publisher takes its consumers back', async method => {
  const { ann, bob } = await pairOf();
  const published = camera();
  await ann.client.request('publish', published);
  const { consumerId } = await consumerOf(bob, published.producerId);
  await ann.client.request(method, method === 'leave' ? {} : { producerId: published.producerId });
  const { consumerIds } = await bob.client.notified('consumersRemoved');
  expect(consumerIds).toEqual([consumerId]);
});

test('a consumer that ended is announced as gone before it is refused as unknown, and then none is started', async () => {
  const { ann, bob } = await pairOf();
  const [stays, goes] = [microphone(), camera()];
  await ann.client.request('publish', stays);
  await ann.client.request('publish', goes);
  const kept = await consumerOf(bob, stays.producerId);
  const gone = await consumerOf(bob, goes.producerId);
  await ann.client.request('unpublish', { producerId: goes.producerId });

  const id = bob.client.send('startConsumers', { consumerIds: [kept.consumerId, gone.consumerId] });
  const { error } = await bob.client.answer(id);
  expect(error).toMatchObject({ code: -32_003, data: { reason: 'not-found', field: 'consumerIds.1' } });
  const removal = bob.client.frames.findIndex(({ method }) => method === 'consumersRemoved');
  expect(removal).toBeGreaterThan(-1);
  expect(removal).toBeLessThan(bob.client.frames.findIndex(frame => frame.id === id));
});

test('what a peer cannot decode is passed over in silence', async () => {
  const { ann, bob } = await pairOf({}, { rtpCapabilities: nothingReceivable });
  await ann.client.request('publish', camera());
  await bob.client.settled();
  expect(consumersOf(bob)).toEqual([]);
});
