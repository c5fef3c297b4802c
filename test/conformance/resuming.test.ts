/**
 * PROTOCOL.md, "Coming back": a socket that is lost, and what is known on the next one.
 */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { closeCodes } from './support/document.ts';
import { microphone } from './support/media-parameters.ts';
import { connected, consumerOf, joined, type Member, pairOf, stateOf } from './support/member.ts';
import type { Results } from './support/shapes.ts';

const unknown = 'A'.repeat(43);

/** The same peer on another socket. `seq`: what it has seen. */
async function back(member: Member, seq = stateOf(member).seq) {
  const client = await connected();
  await client.notified('hello');
  const answer = client.send('resume', { resumeToken: member.resumeToken, seq });
  return { client, answer };
}

async function resumed(member: Member, seq?: number) {
  const { client, answer } = await back(member, seq);
  const { result, error } = await client.answer(answer);
  if (error) throw new Error(error.message);
  return { client, result: result as Results['resume'] };
}

async function cut({ client }: Member): Promise<void> {
  client.socket.terminate();
  await client.closed;
}

test('the peer is the same, what it missed is told in order, and nobody else was told anything', async () => {
  const { ann, bob } = await pairOf();
  const { seq } = stateOf(bob);
  await cut(bob);
  const texts = ['one', 'two', 'three'];
  for (const text of texts) await ann.client.request('sendChat', { messageId: randomUUID(), text });
  const { client, result } = await resumed(bob);
  expect(result).toMatchObject({ peerId: bob.peerId, grant: bob.grant, seatSeconds: bob.seatSeconds });
  expect(result.events.map(event => [event.seq, event.text])).toEqual(
    texts.map((text, at) => [seq + 1 + at, text]),
  );
  expect(result.state).toBeUndefined();
  await ann.client.request('setHand', { raised: true });
  await client.notified('event', event => event.type === 'handRaised' && event.seq === seq + 4);
  expect(ann.client.notifications('event').map(({ type }) => type)).toEqual([
    'chatSent',
    'chatSent',
    'chatSent',
    'handRaised',
  ]);
  expect(ann.client.notifications('qualities')).toEqual([]);
});

test('consumers are what they were, and say whether they were started', async () => {
  const { ann, bob } = await pairOf();
  const [first, second] = [microphone(), { ...microphone(), source: 'screen-audio' }];
  await ann.client.request('publish', first);
  const { consumerId } = await consumerOf(bob, first.producerId);
  await bob.client.request('startConsumers', { consumerIds: [consumerId] });
  await cut(bob);
  await ann.client.request('publish', second);
  const { client, result } = await resumed(bob);
  const told = result.media.consumers.map(each => [each.producerId, each.started]);
  expect(told).toContainEqual([first.producerId, true]);
  expect(result.media.consumers.find(each => each.producerId === first.producerId)?.consumerId).toBe(
    consumerId,
  );
  // The other is in the answer, or told behind it.
  if (told.length === 1)
    await client.notified(
      'consumersAdded',
      ({ consumers }) => consumers[0]?.producerId === second.producerId,
    );
  else expect(told).toContainEqual([second.producerId, false]);
});

test('who has missed too much, or claims to know what has not happened, is told the whole room', async () => {
  const { ann, bob } = await pairOf();
  await cut(bob);
  const { result } = await resumed(bob, 1_000_000);
  expect(result.events).toEqual([]);
  expect(result.state).toEqual(stateOf(ann));
});

test('a socket that is still there is closed when another takes the seat', async () => {
  const { ann, bob } = await pairOf();
  await resumed(bob);
  expect(await bob.client.closed).toEqual({ code: closeCodes().get('resumed'), reason: 'resumed' });
  await ann.client.settled();
  expect(ann.client.notifications('event')).toEqual([]);
});

test('the token is another each time; the one before is worth nothing once the answer has arrived', async () => {
  const { bob } = await pairOf();
  await cut(bob);
  const { client, answer } = await back(bob);
  const pinged = once(client.socket, 'ping');
  const { result } = await client.answer(answer);
  expect((result as Results['resume']).resumeToken).not.toBe(bob.resumeToken);
  await pinged;
  await client.settled();
  const thief = await connected();
  const refusal = await thief.refusal('resume', { resumeToken: bob.resumeToken, seq: 0 });
  expect(refusal).toMatchObject({ reason: 'seat-gone', field: 'resumeToken' });
  await client.settled();
});

test('an answer that was lost is no loss: the token before is still good', async () => {
  const { bob } = await pairOf();
  await cut(bob);
  const { client } = await back(bob);
  client.socket.terminate(); // whether or not it was read
  await client.closed;
  expect((await resumed(bob)).result.peerId).toBe(bob.peerId);
});

test('others see after five seconds that somebody is away, and when they are back', {
  timeout: 20_000,
}, async () => {
  const { ann, bob } = await pairOf();
  const beganAt = performance.now();
  await cut(bob);
  const isAway = ({ peers }: { peers: { peerId: string }[] }) =>
    peers.some(({ peerId }) => peerId === bob.peerId);
  await expect.poll(() => ann.client.notifications('qualities').some(isAway), { timeout: 10_000 }).toBe(true);
  expect(performance.now() - beganAt).toBeGreaterThan(4_900);
  expect(ann.client.notifications('qualities').at(-1)?.peers).toEqual([
    { peerId: bob.peerId, level: 'poor', limit: 'interrupted' },
  ]);
  await resumed(bob);
  await expect.poll(() => ann.client.notifications('qualities').at(-1)?.peers).toEqual([]);
  expect(ann.client.notifications('event')).toEqual([]);
});

test('who was removed meanwhile is told so by the close of the socket', async () => {
  const ann = await joined();
  const bob = await joined({ room: ann.snapshot.room, name: 'Bob' });
  await cut(bob);
  await ann.client.request('endRoom');
  const { client } = await back(bob);
  expect(await client.closed).toEqual({ code: closeCodes().get('room-closed'), reason: 'room-closed' });
});

test('a token that is none is refused, and the socket can still join', async () => {
  const client = await connected();
  const refusal = await client.refusal('resume', { resumeToken: unknown, seq: 0 });
  expect(refusal).toMatchObject({ reason: 'seat-gone', field: 'resumeToken' });
  const { bob } = await pairOf();
  expect((await bob.client.refusal('resume', { resumeToken: unknown, seq: 0 })).reason).toBe(
    'already-joined',
  );
});
