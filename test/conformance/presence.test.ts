/**
 * PROTOCOL.md, "Looking in" and "Hands, chat, reactions, quality": what a peer shows beside media reaches everyone, in one order,
 * and those who come later; what nobody watches is said to its publisher.
 */
import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { camera, nothing, simulcastCamera } from './support/media-parameters.ts';
import { connected, joined, newRoom, pairOf, stateOf } from './support/member.ts';

/** What is told of a room that nobody has set in any way. */
const open = { title: null, locked: false, passcode: false, lobby: false, notBefore: null };
const message = (text: string) => ({ messageId: randomUUID(), text });

test('who is inside can be seen without entering, also in a room that is not there', async () => {
  const room = newRoom();
  const outside = await connected();
  expect(await outside.request('preview', { room })).toEqual({ count: 0, names: [], ...open });
  const { client } = await joined({ room, name: 'Ann' });
  await joined({ room, name: 'Bob' });
  expect(await outside.request('preview', { room })).toEqual({
    count: 2,
    names: ['Ann', 'Bob'],
    ...open,
  });
  await client.request('leave');
  expect(await outside.request('preview', { room })).toEqual({ count: 1, names: ['Bob'], ...open });
});

test('hands and chat are in the state of everyone, and in the snapshot of who comes later', async () => {
  const { ann, bob } = await pairOf();
  await ann.client.request('setHand', { raised: true });
  await bob.client.request('sendChat', message('What is it, Ann?'));
  await ann.client.request('sendChat', message('Two lines,\nand a link: https://example.org/?a=1&b=<2>'));
  await ann.client.request('setHand', { raised: false });
  await bob.client.request('setHand', { raised: true });
  for (const member of [ann, bob]) await member.client.settled();
  const [state, other] = [stateOf(ann), stateOf(bob)];
  expect(other).toEqual(state);
  expect(state.chat.map(({ name, text }) => [name, text])).toEqual([
    ['Bob', 'What is it, Ann?'],
    ['Ann', 'Two lines,\nand a link: https://example.org/?a=1&b=<2>'],
  ]);
  expect(state.peers[ann.peerId]?.handRaisedAt).toBe(null);
  expect(state.peers[bob.peerId]?.handRaisedAt).toBeGreaterThan(0);
  const late = await joined({ room: ann.snapshot.room, name: 'Cleo' });
  expect(late.snapshot.chat).toEqual(state.chat);
  expect(late.snapshot.peers[bob.peerId]).toEqual(state.peers[bob.peerId]);
});

test('a message sent twice is said once, and its id is nobody else’s', async () => {
  const { ann, bob } = await pairOf();
  const said = message('hello');
  for (let count = 0; count < 2; count += 1) await ann.client.request('sendChat', said);
  expect(await bob.client.refusal('sendChat', said)).toMatchObject({
    reason: 'conflict',
    field: 'messageId',
  });
  await bob.client.settled();
  expect(stateOf(bob).chat).toHaveLength(1);
});

test('too many messages at once are refused, one too long in bytes as well; what was not said is not kept', async () => {
  const { ann, bob } = await pairOf();
  const { chatBytes, chatMessages } = ann.hello.limits;
  expect(await ann.client.refusal('sendChat', message('é'.repeat(chatBytes / 2 + 1)))).toMatchObject({
    reason: 'invalid-params',
    field: 'text',
  });
  const ids = Array.from({ length: chatMessages + 10 }, (_, index) =>
    ann.client.send('sendChat', message(`${index}`)),
  );
  const answers = await Promise.all(ids.map(id => ann.client.answer(id)));
  const refused = answers.filter(({ error }) => error?.data.reason === 'rate-limited').length;
  expect(refused).toBeGreaterThan(0);
  await bob.client.settled();
  expect(stateOf(bob).chat).toHaveLength(ids.length - refused);
});

test('a reaction reaches everyone and is no part of the state', async () => {
  const { ann, bob } = await pairOf();
  await ann.client.request('sendReaction', { reaction: 'celebrate' });
  for (const { client } of [ann, bob]) {
    expect(await client.notified('reaction')).toEqual({ peerId: ann.peerId, reaction: 'celebrate' });
  }
  expect(stateOf(bob)).toEqual(bob.snapshot);
});

test('a connection that is not good is told to everyone, until it is good again', async () => {
  const { ann, bob } = await pairOf();
  const fair = { level: 'fair', limit: 'cpu' };
  await ann.client.request('reportQuality', fair);
  expect(await bob.client.notified('qualities')).toEqual({ peers: [{ peerId: ann.peerId, ...fair }] });
  await ann.client.request('reportQuality', { level: 'good', limit: null });
  await bob.client.notified('qualities', ({ peers }) => peers.length === 0);
});

test('a publisher learns which layers anybody wants: more at once, less soon', async () => {
  const { ann, bob } = await pairOf({}, { interest: nothing });
  const shown = simulcastCamera();
  const { producerId } = shown;
  await ann.client.request('publish', shown);
  const told = (spatialLayer: number | null) =>
    ann.client.notified('layersWanted', said => said.spatialLayer === spatialLayer);
  await told(null);
  const wants = (width: number, height: number) =>
    bob.client.request('setInterest', {
      interest: { ...nothing, video: [{ producerId, width, height }] },
    });
  await wants(1280, 720);
  await told(shown.rtpParameters.encodings.length - 1);
  await wants(32, 18);
  expect(await told(0)).toEqual({ producerId, spatialLayer: 0 });
  await ann.client.request('unpublish', { producerId });
});

test('a video of one layer is wanted or not', async () => {
  const { ann, bob } = await pairOf({}, { interest: nothing });
  const shown = camera();
  await ann.client.request('publish', shown);
  await ann.client.notified('layersWanted', ({ spatialLayer }) => spatialLayer === null);
  await bob.client.request('setInterest', {
    interest: { ...nothing, otherVideo: { width: 640, height: 360 } },
  });
  await ann.client.notified('layersWanted', ({ spatialLayer }) => spatialLayer === 0);
});
