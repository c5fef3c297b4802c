/**
 * PROTOCOL.md, "Publishing": what others see of it, and that saying it again changes nothing.
 */
import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { camera, microphone, type Publication, simulcastCamera } from './support/media-parameters.ts';
import { joined, type Member, pairOf, stateOf } from './support/member.ts';

/** The events that the member saw, as the tests care for them. */
function typesSeen(member: Member): string[] {
  return member.client.notifications('event').map(({ type }) => type);
}

const publications: [string, () => Publication][] = [
  ['a microphone', microphone],
  ['a camera known by its SSRC', camera],
  ['a simulcast camera known by its RIDs', simulcastCamera],
  ['a screen', () => ({ ...camera(), source: 'screen' })],
  ['sound of a screen', () => ({ ...microphone(), source: 'screen-audio' })],
];

test.each(publications)('%s: everybody sees it come and go', async (_name, make) => {
  const { ann, bob } = await pairOf();
  const published = make();
  const { producerId, source } = published;
  expect(await ann.client.request('publish', published)).toEqual({});
  await bob.client.notified('event', ({ type }) => type === 'producerAdded');
  expect(stateOf(bob).peers[ann.peerId]?.producers).toEqual({
    [producerId]: { producerId, source, paused: false },
  });

  expect(await ann.client.request('unpublish', { producerId })).toEqual({});
  await bob.client.notified('event', ({ type }) => type === 'producerRemoved');
  expect(stateOf(bob).peers[ann.peerId]?.producers).toEqual({});
  await ann.client.settled();
  expect(stateOf(ann)).toEqual(stateOf(bob));
});

test('all sources at once, one producer each', async () => {
  const { ann, bob } = await pairOf();
  for (const [, make] of publications.toSpliced(1, 1)) await ann.client.request('publish', make());
  await bob.client.settled();
  const sources = Object.values(stateOf(bob).peers[ann.peerId]?.producers ?? {}).map(({ source }) => source);
  expect(sources.sort()).toEqual(['camera', 'microphone', 'screen', 'screen-audio']);
});

test('publishing muted: others see it paused from the start', async () => {
  const { ann, bob } = await pairOf();
  const published = { ...microphone(), paused: true };
  await ann.client.request('publish', published);
  await bob.client.settled();
  expect(stateOf(bob).peers[ann.peerId]?.producers[published.producerId]?.paused).toBe(true);
});

test('the same publish again changes nothing', async () => {
  const { ann, bob } = await pairOf();
  const published = camera();
  await ann.client.request('publish', published);
  expect(await ann.client.request('publish', published)).toEqual({});
  await bob.client.settled();
  expect(typesSeen(bob)).toEqual(['producerAdded']);
});

test('pausing and resuming: once each, however often it is said', async () => {
  const { ann, bob } = await pairOf();
  const published = microphone();
  const { producerId } = published;
  await ann.client.request('publish', published);
  for (const method of ['pauseProducer', 'pauseProducer', 'resumeProducer', 'resumeProducer']) {
    expect(await ann.client.request(method, { producerId })).toEqual({});
  }
  await bob.client.settled();
  expect(typesSeen(bob)).toEqual(['producerAdded', 'producerPaused', 'producerResumed']);
  expect(stateOf(bob).peers[ann.peerId]?.producers[producerId]?.paused).toBe(false);
});

test('an id and a source can be published again after they were unpublished', async () => {
  const { ann, bob } = await pairOf();
  const published = camera();
  await ann.client.request('publish', published);
  await ann.client.request('unpublish', { producerId: published.producerId });
  expect(await ann.client.request('publish', published)).toEqual({});
  await bob.client.settled();
  expect(typesSeen(bob)).toEqual(['producerAdded', 'producerRemoved', 'producerAdded']);
});

test('an id that another peer has is a conflict', async () => {
  const { ann, bob } = await pairOf();
  const published = microphone();
  await ann.client.request('publish', published);
  const refusal = await bob.client.refusal('publish', { ...microphone(), producerId: published.producerId });
  expect(refusal).toMatchObject({ code: -32_004, reason: 'conflict', field: 'producerId' });
  await ann.client.settled();
  expect(typesSeen(ann)).toEqual(['producerAdded']);
});

test('the same id in another room is no conflict', async () => {
  const [ann, stranger] = await Promise.all([joined(), joined()]);
  const published = microphone();
  expect(await ann.client.request('publish', published)).toEqual({});
  expect(await stranger.client.request('publish', published)).toEqual({});
});

test('a source that one publishes already, under another id, is a conflict', async () => {
  const { ann, bob } = await pairOf();
  await ann.client.request('publish', camera());
  expect(await ann.client.refusal('publish', camera())).toMatchObject({
    reason: 'conflict',
    field: 'source',
  });
  await bob.client.settled();
  expect(typesSeen(bob)).toEqual(['producerAdded']);
});

const unsupported: [string, Publication][] = [
  ['a codec that no room carries', withCodec({ mimeType: 'video/H265', payloadType: 98, clockRate: 90_000 })],
  [
    'a codec of another kind than its source',
    withCodec({ mimeType: 'audio/opus', payloadType: 98, clockRate: 48_000, channels: 2 }),
  ],
  ['a codec of another clock rate', withCodec({ mimeType: 'video/VP8', payloadType: 98, clockRate: 1 })],
  [
    'rtx of nothing',
    withCodec({ mimeType: 'video/rtx', payloadType: 98, clockRate: 90_000, parameters: { apt: 11 } }),
  ],
];

function withCodec(codec: object): Publication {
  const published = camera();
  return { ...published, rtpParameters: { ...published.rtpParameters, codecs: [codec] } };
}

test.each(unsupported)('%s is unsupported, and leaves source and id free', async (_what, published) => {
  const { ann, bob } = await pairOf();
  const refusal = await ann.client.refusal('publish', published);
  expect(refusal).toMatchObject({ code: -32_006, reason: 'unsupported' });
  expect(refusal.field).toMatch(/^rtpParameters/);
  expect(await ann.client.request('publish', { ...camera(), producerId: published.producerId })).toEqual({});
  await bob.client.settled();
  expect(typesSeen(bob)).toEqual(['producerAdded']);
});

test('an SSRC or a mid that one uses already is refused', async () => {
  const { ann } = await pairOf();
  const first = camera();
  await ann.client.request('publish', first);
  const second = { ...first, source: 'screen', producerId: randomUUID() };
  expect(await ann.client.refusal('publish', second)).toMatchObject({ reason: 'unsupported' });
  expect(await ann.client.request('publish', { ...camera(), source: 'screen' })).toEqual({});
});
