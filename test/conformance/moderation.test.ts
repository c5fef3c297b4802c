/**
 * PROTOCOL.md, "Permissions" and "Moderation": who moderates an open server, what moderators decide for others, and that it is told
 * to everybody with `by`. (Settings are in room-settings.test.ts, who comes in in admission.test.ts, parameters in
 * parameters.test.ts.)
 */
import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { closeCodes } from './support/document.ts';
import { camera, microphone } from './support/media-parameters.ts';
import { consumerOf, consumersOf, joined, type Member, pairOf, stateOf } from './support/member.ts';
import { change, changeGrant, eventsOf, publish } from './support/moderating.ts';
import type { Grant } from './support/shapes.ts';

const notPermitted = { code: -32_008, reason: 'not-permitted' };
const everySource = ['microphone', 'camera', 'screen', 'screen-audio'];

function grantOf(peer: Member, seenBy = peer): Grant | undefined {
  return stateOf(seenBy).peers[peer.peerId]?.grant;
}

describe('on an open server', () => {
  test('the first to come moderates, with every permission; who comes later has all but that one', async () => {
    const { ann, bob } = await pairOf();
    const everything = { canPublish: everySource, canSubscribe: true, canSend: true };
    expect(ann.grant).toEqual({ ...everything, moderator: true });
    expect(bob.grant).toEqual({ ...everything, moderator: false });
    expect(grantOf(ann, bob)).toEqual(ann.grant);
    expect(grantOf(bob, ann)).toEqual(bob.grant);
  });

  test('when the last moderator leaves, whoever was there longest becomes one', async () => {
    const { ann, bob } = await pairOf();
    const cleo = await joined({ room: ann.snapshot.room, name: 'Cleo' });
    await ann.client.request('leave');
    const { peerId, by } = await cleo.client.notified('event', ({ type }) => type === 'grantChanged');
    expect({ peerId, by }).toEqual({ peerId: bob.peerId, by: null });
    await change(bob, { title: 'ours' });
    expect(await cleo.client.refusal('changeRoom', { settings: {} })).toMatchObject(notPermitted);
  });
});

test('the role is handed on by giving it to somebody and then taking it from oneself', async () => {
  const { ann, bob } = await pairOf();
  await changeGrant(ann, bob, { moderator: true });
  await changeGrant(ann, ann, { moderator: false });
  const [given, taken] = await eventsOf(bob);
  expect(given).toMatchObject({
    type: 'grantChanged',
    peerId: bob.peerId,
    grant: { moderator: true },
    by: ann.peerId,
  });
  expect(taken).toMatchObject({ type: 'grantChanged', peerId: ann.peerId, by: ann.peerId });
  expect(await ann.client.refusal('endRoom')).toMatchObject(notPermitted);
  await change(bob, { locked: true });
});

test('asked to mute: only the publisher hears of it, and nothing has changed', async () => {
  const { ann, bob } = await pairOf();
  const producerId = await publish(bob, microphone());
  await ann.client.request('muteProducer', { producerId, force: false });
  expect(await bob.client.notified('muteAsked')).toEqual({ producerId, by: ann.peerId });
  expect((await eventsOf(bob)).map(({ type }) => type)).toEqual(['producerAdded']);
  await ann.client.settled();
  expect(ann.client.notifications('muteAsked')).toEqual([]);
});

test('muted by force: everybody sees who did it, and whoever was muted can un-mute', async () => {
  const { ann, bob } = await pairOf();
  const producerId = await publish(bob, microphone());
  const mute = () => ann.client.request('muteProducer', { producerId, force: true });
  for (let count = 0; count < 2; count += 1) expect(await mute()).toEqual({});
  await bob.client.request('resumeProducer', { producerId });
  await bob.client.request('pauseProducer', { producerId });
  for (const member of [ann, bob]) {
    const [, muted, resumed, paused, ...more] = await eventsOf(member);
    expect(muted).toMatchObject({
      type: 'producerPaused',
      peerId: bob.peerId,
      producerId,
      by: ann.peerId,
    });
    expect(resumed?.type).toBe('producerResumed');
    expect(paused?.type).toBe('producerPaused');
    expect(paused).not.toHaveProperty('by');
    expect(more).toEqual([]);
  }
});

test('stopped: the producer ends for everybody, and can be published again', async () => {
  const { ann, bob } = await pairOf();
  const published = camera();
  const producerId = await publish(bob, published);
  const { consumerId } = await consumerOf(ann, producerId);
  await ann.client.request('stopProducer', { producerId });
  const [, removed] = await eventsOf(bob);
  expect(removed).toMatchObject({
    type: 'producerRemoved',
    peerId: bob.peerId,
    producerId,
    by: ann.peerId,
  });
  expect(await ann.client.notified('consumersRemoved')).toEqual({ consumerIds: [consumerId] });
  expect(await ann.client.refusal('stopProducer', { producerId })).toMatchObject({ reason: 'not-found' });
  await publish(bob, published);
});

test.each([
  ['muteProducer', { producerId: randomUUID(), force: true }, 'producerId'],
  ['stopProducer', { producerId: randomUUID() }, 'producerId'],
  ['changeGrant', { peerId: randomUUID(), grant: {} }, 'peerId'],
  ['removePeer', { peerId: randomUUID() }, 'peerId'],
  ['admit', { waitingId: randomUUID() }, 'waitingId'],
  ['refuse', { waitingId: randomUUID() }, 'waitingId'],
])('%s of what is not there is refused', async (method, params, field) => {
  const { ann, bob } = await pairOf();
  expect(await ann.client.refusal(method, params)).toMatchObject({
    code: -32_003,
    reason: 'not-found',
    field,
  });
  expect(await eventsOf(bob)).toEqual([]);
});

describe('a grant', () => {
  test('without a source ends what is published of it, and it cannot be published again', async () => {
    const { ann, bob } = await pairOf();
    const seen = await publish(bob, camera());
    const heard = await publish(bob, microphone());
    await changeGrant(ann, bob, { canPublish: ['microphone'] });
    const [changed, removed, ...more] = (await eventsOf(ann)).slice(2);
    expect(changed).toMatchObject({ type: 'grantChanged', grant: { canPublish: ['microphone'] } });
    expect(removed).toMatchObject({ type: 'producerRemoved', producerId: seen, by: ann.peerId });
    expect(more).toEqual([]);
    expect(Object.keys(stateOf(bob).peers[bob.peerId]?.producers ?? {})).toEqual([heard]);
    expect(await bob.client.refusal('publish', camera())).toMatchObject({ ...notPermitted, field: 'source' });
  });

  test('without any source makes publish not permitted, whatever its parameters', async () => {
    const { ann, bob } = await pairOf();
    await changeGrant(ann, bob, { canPublish: [] });
    for (const params of [camera(), { no: 'such' }])
      expect(await bob.client.refusal('publish', params)).toMatchObject(notPermitted);
    await changeGrant(ann, bob, { canPublish: everySource });
    await publish(bob, camera());
  });

  test('without canSubscribe takes all consumers back, until it is given again', async () => {
    const { ann, bob } = await pairOf();
    const producerId = await publish(ann, microphone());
    await consumerOf(bob, producerId);
    await changeGrant(ann, bob, { canSubscribe: false });
    await expect.poll(() => consumersOf(bob)).toEqual([]);
    await changeGrant(ann, bob, { canSubscribe: true });
    await consumerOf(bob, producerId);
  });

  test('without canSend lets nobody write, react or send messages, whatever the parameters; hands can be raised', async () => {
    const { ann, bob } = await pairOf({}, { data: true });
    await changeGrant(ann, bob, { canSend: false });
    const said = { messageId: randomUUID(), text: 'hello' };
    for (const [method, params] of [
      ['sendChat', said],
      ['sendReaction', { reaction: 'heart' }],
      ['publishData', { channel: 'ordered', streamId: 1 }],
    ] as const) {
      expect(await bob.client.refusal(method, params)).toMatchObject(notPermitted);
      expect(await bob.client.refusal(method, { no: 'such' })).toMatchObject(notPermitted);
    }
    expect(await bob.client.request('setHand', { raised: true })).toEqual({});
    expect(await bob.client.request('reportQuality', { level: 'fair', limit: 'cpu' })).toEqual({});
  });

  test('that stays as it was is no event', async () => {
    const { ann, bob } = await pairOf();
    await changeGrant(ann, bob, {});
    await changeGrant(ann, bob, { moderator: false, canSend: true });
    expect(await eventsOf(bob)).toEqual([]);
  });
});

describe('a removed peer', () => {
  test('is closed as kicked; as nobody knows it by name, newcomers wait from now on', async () => {
    const { ann, bob } = await pairOf();
    await publish(bob, microphone());
    await ann.client.request('removePeer', { peerId: bob.peerId });
    expect(await bob.client.closed).toEqual({ code: closeCodes().get('kicked'), reason: 'kicked' });
    const events = (await eventsOf(ann)).slice(1);
    expect(events).toHaveLength(2);
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'peerLeft', peerId: bob.peerId, reason: 'kicked' }),
    );
    expect(events.find(({ type }) => type === 'settingsChanged')).toMatchObject({
      settings: { lobby: true },
      by: ann.peerId,
    });
  });
});
