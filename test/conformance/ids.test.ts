/**
 * PROTOCOL.md, "Errors": what is somebody else's, is gone, or never was, is `not-found`: nothing changes, and its owner notices
 * nothing.
 */
import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { camera, microphone } from './support/media-parameters.ts';
import { consumerOf, consumersOf, type Member, pairOf, stateOf, undisturbed } from './support/member.ts';

const notFound = { code: -32_003, reason: 'not-found' };

async function published(by: Member): Promise<string> {
  const { producerId, ...rest } = camera();
  await by.client.request('publish', { producerId, ...rest });
  return producerId;
}

describe.each(['unpublish', 'pauseProducer', 'resumeProducer'])('%s', method => {
  test("another peer's producer", async () => {
    const { ann, bob } = await pairOf();
    const producerId = await published(ann);
    expect(await bob.client.refusal(method, { producerId })).toMatchObject({
      ...notFound,
      field: 'producerId',
    });
    await ann.client.settled();
    expect(ann.client.notifications('event').map(({ type }) => type)).toEqual(['producerAdded']);
  });

  test('a producer that is gone', async () => {
    const { ann } = await pairOf();
    const producerId = await published(ann);
    await ann.client.request('unpublish', { producerId });
    expect(await ann.client.refusal(method, { producerId })).toMatchObject({
      ...notFound,
      field: 'producerId',
    });
  });

  test('a producer that never was', async () => {
    await undisturbed(async ({ client }) => {
      const producerId = randomUUID();
      expect(await client.refusal(method, { producerId })).toMatchObject({
        ...notFound,
        field: 'producerId',
      });
    });
  });
});

const dtlsParameters = {
  role: 'client',
  fingerprints: [{ algorithm: 'sha-256', value: Array(32).fill('AB').join(':') }],
};

describe.each([
  ['connectTransport', { dtlsParameters }],
  ['restartIce', {}],
])('%s', (method, params) => {
  test("another peer's transport", async () => {
    await undisturbed(async ({ client }, bystander) => {
      const { transportId } = bystander.media.sendTransport;
      expect(await client.refusal(method, { transportId, ...params })).toMatchObject({
        ...notFound,
        field: 'transportId',
      });
    });
  });

  test('a transport that never was', async () => {
    await undisturbed(async ({ client }) => {
      const transportId = randomUUID();
      expect(await client.refusal(method, { transportId, ...params })).toMatchObject({
        ...notFound,
        field: 'transportId',
      });
    });
  });
});

describe('startConsumers', () => {
  test("another peer's consumer, or one that never was", async () => {
    const { ann, bob } = await pairOf();
    const producerId = await published(ann);
    const { consumerId } = await consumerOf(bob, producerId);
    for (const foreign of [consumerId, randomUUID()]) {
      const refusal = await ann.client.refusal('startConsumers', { consumerIds: [foreign] });
      expect(refusal).toMatchObject({ ...notFound, field: 'consumerIds.0' });
    }
    expect(consumersOf(bob)).toHaveLength(1);
    expect(await bob.client.request('startConsumers', { consumerIds: [consumerId] })).toEqual({});
  });

  test('a consumer that the interest no longer matches', async () => {
    const { ann, bob } = await pairOf();
    const { consumerId } = await consumerOf(bob, await published(ann));
    await bob.client.request('setInterest', { interest: { audio: 'all', video: [], otherVideo: null } });
    const refusal = await bob.client.refusal('startConsumers', { consumerIds: [consumerId] });
    expect(refusal).toMatchObject({ ...notFound, field: 'consumerIds.0' });
  });
});

test('interest in what is not there, or is no video, or is named twice, is no error', async () => {
  const { ann, bob } = await pairOf();
  const sound = microphone();
  await ann.client.request('publish', sound);
  const seen = await published(ann);
  const size = { width: 64, height: 36 };
  const ids = [randomUUID(), sound.producerId, seen, seen];
  const interest = { audio: ids, video: ids.map(producerId => ({ producerId, ...size })), otherVideo: null };
  expect(await bob.client.request('setInterest', { interest })).toEqual({});
  await bob.client.settled();
  expect(
    consumersOf(bob)
      .map(({ producerId }) => producerId)
      .sort(),
  ).toEqual([sound.producerId, seen].sort());
  expect(stateOf(bob)).toEqual(stateOf(ann));
});
