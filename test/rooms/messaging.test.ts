import type { SctpStreamParameters } from 'mediasoup/types';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { DataLimits } from '#protocol/messages.ts';
import type { MessageChannel } from '#protocol/words.ts';
import { limits } from '../../server/limits.ts';
import { enter, type Member, type OpenRoom, openRoom } from '../support/open-room.ts';

const streams: Record<MessageChannel, number> = { ordered: 0, lossy: 1 };

async function threePeers(dataLimits: DataLimits = limits.data) {
  const open = await openRoom({ dataLimits });
  const ann = await enter(open.room, { name: 'Ann', data: true });
  const bob = await enter(open.room, { name: 'Bob', data: true });
  const cid = await enter(open.room, { name: 'Cid', data: true });
  return { ...open, ann, bob, cid, ...waysOf(open) };
}

/** The two ends of a peer in the engine. */
function waysOf({ router, worker }: OpenRoom) {
  const transportOf = (id: string) => [...router.transports].find(transport => transport.id === id);
  const endOf = <T extends { sctpStreamParameters: SctpStreamParameters | undefined }>(
    ends: Iterable<T>,
    channel: MessageChannel,
  ): T => {
    const found = [...ends].find(
      ({ sctpStreamParameters }) => sctpStreamParameters?.streamId === streams[channel],
    );
    if (!found) throw new Error(`nothing for ${channel}`);
    return found;
  };
  const publish = async ({ peer }: Member, channel: MessageChannel = 'ordered') => {
    await peer.messaging.publish({ channel, streamId: streams[channel] });
    return endOf(transportOf(peer.media.send.id)?.data.producers ?? [], channel);
  };
  const consumerOf = ({ peer }: Member, channel: MessageChannel = 'ordered') =>
    endOf(transportOf(peer.media.recv.id)?.data.consumers ?? [], channel);
  const sentTo = async (member: Member, channel: MessageChannel = 'ordered') => {
    await worker.settled();
    return consumerOf(member, channel).sent.map(({ text, ppid }) => `${ppid} ${text}`);
  };
  return { publish, consumerOf, sentTo };
}

const troubles = ({ sink }: Member, name: 'messagesRefused' | 'messagesLost') =>
  sink.signals.filter(signal => signal.name === name).map(({ params }) => params);

const from = ({ peer }: Member, text: string) => `{"from":"${peer.peerId}"}\n${text}`;

test('a message goes to everybody else, under the name that the server knows', async () => {
  const { ann, bob, cid, publish, sentTo } = await threePeers();
  const producer = await publish(ann);
  producer.receive('{}\nhello');
  producer.receive(Buffer.from('{}\n\n'));
  for (const other of [bob, cid])
    expect(await sentTo(other)).toEqual([`51 ${from(ann, 'hello')}`, `53 ${from(ann, '\n')}`]);
  expect(await sentTo(ann)).toEqual([]);
  expect(await sentTo(bob, 'lossy')).toEqual([]);
});

test('it goes only to those that it names, and the sender hears of those who are not there', async () => {
  const { ann, bob, cid, publish, sentTo } = await threePeers();
  const producer = await publish(ann, 'lossy');
  const to = (...peerIds: string[]) => `${JSON.stringify({ to: peerIds })}\n`;
  producer.receive(`${to(cid.peer.peerId)}one`);
  producer.receive(`${to(cid.peer.peerId, 'nobody', cid.peer.peerId)}two`);
  producer.receive(`${to('nobody')}three`);
  expect(await sentTo(cid, 'lossy')).toEqual([`51 ${from(ann, 'one')}`, `51 ${from(ann, 'two')}`]);
  expect(await sentTo(bob, 'lossy')).toEqual([]);
  expect(troubles(ann, 'messagesRefused')).toEqual([{ channel: 'lossy', reason: 'no-such-peer', count: 1 }]);
});

test('what is malformed or too large goes nowhere, and the sender is told', async () => {
  const { ann, bob, publish, sentTo } = await threePeers();
  const producer = await publish(ann);
  const wrong: [string | Buffer, number?][] = [
    ['no header'],
    [''],
    ['{}'],
    ['[]\n'],
    ['null\n'],
    ['{"to":[]}\n'],
    ['{"to":"bob"}\n'],
    ['{"to":["a b"]}\n'],
    ['{"from":"somebody"}\n'],
    ['{"__proto__":{}}\n'],
    [`{"to":["${'x'.repeat(20_000)}"]}\n`],
    [Buffer.from([0x7b, 0x7d, 0x0a, 0xc3, 0x28]), 51],
    ['{}\nold', 54],
    ['{}\nempty', 56],
    ['{}\nodd', 4_294_967_295],
  ];
  for (const [message, ppid] of wrong) producer.receive(message, ppid);
  producer.receive(`{}\n${'x'.repeat(limits.data.messageBytes)}`);
  expect(await sentTo(bob)).toHaveLength(1);
  producer.receive(`{}\n${'x'.repeat(limits.data.messageBytes + 1)}`);
  expect(await sentTo(bob)).toHaveLength(1);
  expect(troubles(ann, 'messagesRefused')).toEqual([
    { channel: 'ordered', reason: 'malformed', count: 1 },
    { channel: 'ordered', reason: 'too-large', count: 1 },
  ]);
});

test('who did not ask for messages gets none, is nobody to send to, and cannot send', async () => {
  const { room, worker, router, ann, publish, sentTo, bob } = await threePeers();
  const dan = await enter(room, { name: 'Dan' });
  expect(dan.peer.messaging.info()).toBeUndefined();
  const sending = dan.peer.messaging.publish({ channel: 'ordered', streamId: 0 });
  await expect(sending).rejects.toMatchObject({ reason: 'unsupported' });
  const producer = await publish(ann);
  producer.receive(`{"to":["${dan.peer.peerId}","${bob.peer.peerId}"]}\nhello`);
  expect(await sentTo(bob)).toEqual([`51 ${from(ann, 'hello')}`]);
  expect(troubles(ann, 'messagesRefused')).toMatchObject([{ reason: 'no-such-peer' }]);
  expect(router.dataConsumers.size).toBe(3 * 2 + 1);
  expect(worker.callsOf('router.createDirectTransport')).toHaveLength(1);
});

test('nothing of it is there while nobody asks', async () => {
  const { room, worker } = await openRoom();
  await enter(room);
  expect(worker.callsOf('router.createDirectTransport')).toEqual([]);
});

test('publishing again changes nothing, another stream replaces the first, a taken one is refused', async () => {
  const { ann, bob, worker, publish, sentTo } = await threePeers();
  const first = await publish(ann);
  expect(await publish(ann)).toBe(first);
  expect(
    worker.callsOf('transport.produceData').filter(({ id }) => id === ann.peer.media.send.id),
  ).toHaveLength(1);
  await ann.peer.messaging.publish({ channel: 'ordered', streamId: 7 });
  expect(first.closed).toBe(true);
  const taken = ann.peer.messaging.publish({ channel: 'lossy', streamId: 7 });
  await expect(taken).rejects.toMatchObject({ reason: 'conflict', field: 'streamId' });
  worker.refuseNext('transport.produceData', new Error('no'));
  const refused = ann.peer.messaging.publish({ channel: 'lossy', streamId: 1 });
  await expect(refused).rejects.toMatchObject({ reason: 'unsupported', field: 'streamId' });
  (await publish(ann, 'lossy')).receive('{}\nhello');
  expect(await sentTo(bob, 'lossy')).toHaveLength(1);
});

test('a stream that could not be listened to is announced anew, not taken to be heard', async () => {
  const { ann, bob, worker, publish, sentTo } = await threePeers();
  worker.refuseNext('transport.consumeData', new Error('no'));
  await expect(publish(ann)).rejects.toMatchObject({ reason: 'unsupported' });
  (await publish(ann)).receive('{}\nhello');
  expect(await sentTo(bob)).toHaveLength(1);
});

test('a room whose way of messages could not be made has one made for the next who joins', async () => {
  const { room, worker } = await openRoom();
  worker.refuseNext('router.createDirectTransport', new Error('no'));
  await expect(enter(room, { data: true })).rejects.toThrow('no');
  const ann = await enter(room, { data: true });
  expect(ann.peer.messaging.info()).toBeDefined();
});

test('a peer that leaves takes its ends along, and its number is not heard again', async () => {
  const { ann, bob, cid, room, router, worker, publish, sentTo } = await threePeers();
  const producer = await publish(ann);
  await publish(bob);
  const { peerId } = bob.peer;
  bob.peer.close('left');
  await worker.settled();
  expect([router.dataProducers.size, router.dataConsumers.size]).toEqual([2 + 1, 2 * 2 + 1]);
  producer.receive(`{"to":["${peerId}"]}\nhello`);
  await worker.settled();
  expect(troubles(ann, 'messagesRefused')).toMatchObject([{ reason: 'no-such-peer' }]);
  const dan = await enter(room, { data: true });
  producer.receive('{}\nto all');
  expect(await sentTo(dan)).toHaveLength(1);
  expect(await sentTo(cid)).toHaveLength(1);
  const left = worker.size;
  ann.peer.close('left');
  await worker.settled();
  expect(left - worker.size).toBe(2 + 2 + 1 + 1); // transports, what it receives on, what it sent on and who listened to that
});

test('what does not fit into the buffer of a receiver is told to that receiver', async () => {
  const { ann, bob, cid, publish, consumerOf, sentTo } = await threePeers();
  const producer = await publish(ann);
  consumerOf(bob).full = true;
  producer.receive('{}\nhello');
  expect(await sentTo(cid)).toHaveLength(1);
  expect(troubles(bob, 'messagesLost')).toEqual([{ channel: 'ordered', reason: 'buffer-full', count: 1 }]);
  expect(troubles(cid, 'messagesLost')).toEqual([]);
});

test('a receiver whose association ends is told once for each channel, and is nobody to send to', async () => {
  const { ann, bob, publish, router, worker } = await threePeers();
  const producer = await publish(ann);
  const recv = [...router.transports].find(({ id }) => id === bob.peer.media.recv.id);
  recv?.observer.emit('sctpstatechange', 'failed');
  recv?.observer.emit('sctpstatechange', 'closed');
  expect(troubles(bob, 'messagesLost')).toEqual([
    { channel: 'ordered', reason: 'disconnected', count: 0 },
    { channel: 'lossy', reason: 'disconnected', count: 0 },
  ]);
  producer.receive(`{"to":["${bob.peer.peerId}"]}\nhello`);
  await worker.settled();
  expect(troubles(ann, 'messagesRefused')).toMatchObject([{ reason: 'no-such-peer' }]);
});

test('a worker that dies while a peer publishes or joins makes it unavailable', async () => {
  const { ann, worker, room } = await threePeers();
  worker.stop();
  const publishing = ann.peer.messaging.publish({ channel: 'ordered', streamId: 0 });
  const joining = enter(room, { data: true });
  const outcomes = [
    expect(publishing).rejects.toMatchObject({ reason: 'unavailable' }),
    expect(joining).rejects.toMatchObject({ reason: 'unavailable' }),
  ];
  await worker.waiting('transport.produceData');
  worker.kill();
  await Promise.all(outcomes);
});

test('a peer that leaves while it publishes leaves nothing behind', async () => {
  const { ann, worker, router } = await threePeers();
  worker.stop();
  const publishing = ann.peer.messaging.publish({ channel: 'ordered', streamId: 0 });
  ann.peer.close('left');
  worker.continue();
  await expect(publishing).rejects.toMatchObject({ reason: 'unavailable' });
  await worker.settled();
  expect([router.dataProducers.size, router.dataConsumers.size]).toEqual([2, 4]);
});

describeFlood();

function describeFlood(): void {
  const dataLimits = {
    ...limits.data,
    messages: 10,
    messagesPerSecond: 10,
    bytes: 1_000,
    bytesPerSecond: 1_000,
  };

  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
  afterEach(() => void vi.useRealTimers());

  test('a flood is held back in the engine; the sender hears how much was dropped, and may go on later', async () => {
    const { ann, bob, worker, publish, sentTo } = await threePeers(dataLimits);
    const producer = await publish(ann);
    for (let sent = 0; sent < 20; sent += 1) producer.receive('{}\nx');
    expect(await sentTo(bob)).toHaveLength(10);
    for (let sent = 0; sent < 1_000; sent += 1) producer.receive('{}\nx');
    expect(await sentTo(bob)).toHaveLength(10);
    vi.advanceTimersByTime(1_000);
    await worker.settled();
    vi.advanceTimersByTime(1_000);
    producer.receive('{}\nagain');
    expect((await sentTo(bob)).at(-1)).toBe(`51 ${from(ann, 'again')}`);
    const refused = troubles(ann, 'messagesRefused') as { reason: string; count: number }[];
    expect(new Set(refused.map(({ reason }) => reason))).toEqual(new Set(['rate-limited']));
    expect(refused.reduce((sum, { count }) => sum + count, 0)).toBe(1_010);
    expect(refused.length).toBeLessThan(5);
  });

  test('bytes count as well, and both channels together', async () => {
    const { ann, bob, publish, sentTo } = await threePeers(dataLimits);
    const [ordered, lossy] = [await publish(ann), await publish(ann, 'lossy')];
    ordered.receive(`{}\n${'x'.repeat(600)}`);
    await sentTo(bob);
    lossy.receive(`{}\n${'x'.repeat(600)}`);
    expect([await sentTo(bob), await sentTo(bob, 'lossy')].map(({ length }) => length)).toEqual([1, 0]);
    expect(troubles(ann, 'messagesRefused')).toEqual([
      { channel: 'lossy', reason: 'rate-limited', count: 1 },
    ]);
  });
}
