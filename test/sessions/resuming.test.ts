import { describe, expect, test, vi } from 'vitest';
import type { Params } from '#protocol/methods.ts';
import { limits } from '../../server/limits.ts';
import { AddressLimits } from '../../server/sessions/address-limits.ts';
import { camera, microphone } from '../support/media.ts';
import { everything, nothing } from '../support/open-room.ts';
import { type Client, house, isAnswer, ownTime, reasonOf } from './house.ts';

ownTime();

const broken = 1006;

/** Ann and Bob in a room; Ann publishes a microphone, which Bob has started. */
async function call() {
  const built = house();
  const [ann, bob] = [built.connect(), built.connect()];
  await ann.join('Ann');
  const voice = microphone();
  await ann.call('publish', voice);
  const joined = await bob.join('Bob');
  const [consumer] = joined.media.consumers;
  if (!consumer) throw new Error('nothing to receive');
  await bob.call('startConsumers', { consumerIds: [consumer.consumerId] });
  const comeBack = (params: Partial<Params<'resume'>> = {}, client = built.connect()) => ({
    client,
    resumed: client.call('resume', { resumeToken: joined.resumeToken, seq: joined.state.seq, ...params }),
  });
  return { ...built, ann, bob, joined, voice, consumer, comeBack };
}

const typesSeen = ({ socket }: Client) =>
  socket.notifications('event').map(({ params }) => (params as { type: string }).type);
const qualitiesSeen = ({ socket }: Client) =>
  socket.notifications('qualities').map(({ params }) => (params as { peers: unknown[] }).peers);
/** As long as everybody else shows that they are there. */
async function wait(seconds: number, ...awake: Client[]) {
  for (let left = seconds * 10; left > 0; left -= 1) {
    await vi.advanceTimersByTimeAsync(100);
    for (const { session } of awake) session.onPong('');
  }
}

describe('a socket that breaks', () => {
  test('touches no media, and nobody hears of it for five seconds', async () => {
    const { ann, bob, worker, joined } = await call();
    const { size } = worker;
    const before = typesSeen(ann);
    bob.session.onSocketClosed(broken);
    await wait(5, ann);
    expect([worker.size, typesSeen(ann), qualitiesSeen(ann)]).toEqual([size, before, []]);
    await wait(1, ann);
    const poor = { peerId: joined.peerId, level: 'poor', limit: 'interrupted' };
    expect(qualitiesSeen(ann)).toEqual([[poor]]);
    expect(worker.size).toBe(size);
  });

  test('is forgotten when its peer comes back: nobody left, nobody joined', async () => {
    const { ann, bob, comeBack } = await call();
    bob.session.onSocketClosed(broken);
    await wait(6, ann);
    const { client, resumed } = comeBack();
    await resumed;
    await wait(40, ann, client);
    expect(qualitiesSeen(ann).at(-1)).toEqual([]);
    expect(typesSeen(ann)).not.toContain('peerLeft');
    expect(typesSeen(ann).filter(type => type === 'peerJoined')).toHaveLength(1);
  });

  test('costs the seat after thirty seconds, and with it all media', async () => {
    const { ann, bob, worker, comeBack } = await call();
    const { size } = worker;
    bob.session.onSocketClosed(broken);
    await wait(29.9, ann);
    expect(worker.size).toBe(size);
    await wait(0.2, ann);
    await worker.settled();
    expect(worker.size).toBe(size - 3); // two transports and a consumer
    expect(ann.socket.notifications('event').at(-1)?.params).toMatchObject({ reason: 'timeout' });
    const late = comeBack();
    await expect(late.resumed).rejects.toThrow(/resumeToken/);
    expect(reasonOf(await late.client.answer(1))).toBe('seat-gone');
  });

  test.each([1000, 1005, 4000, 4004])('is none when its client said goodbye with %i', async code => {
    const { ann, bob } = await call();
    bob.session.onSocketClosed(code);
    expect(ann.socket.notifications('event').at(-1)?.params).toMatchObject({ reason: 'left' });
  });

  test.each([1001, 1006, 1011, 3000, 4001])('is one when it closed with %i', async code => {
    const { ann, bob } = await call();
    bob.session.onSocketClosed(code);
    expect(typesSeen(ann).at(-1)).toBe('peerJoined');
  });

  test('leaves no timer when the server closes, nor a token', async () => {
    const { ann, bob, registry } = await call();
    bob.session.onSocketClosed(broken);
    ann.session.onSocketClosed(1000);
    registry.close('shutdown');
    await Promise.resolve();
    expect([vi.getTimerCount(), registry.seats.size]).toEqual([0, 0]);
  });
});

describe('coming back', () => {
  test('tells what was missed, in order, and what is received', async () => {
    const { ann, bob, joined, consumer, comeBack } = await call();
    bob.session.onSocketClosed(broken);
    for (const text of ['one', 'two', 'three']) {
      await ann.call('sendChat', { messageId: crypto.randomUUID(), text });
    }
    const { resumed } = comeBack();
    const { events, state, media, peerId, grant } = await resumed;
    expect(events).toMatchObject(
      [{ text: 'one' }, { text: 'two' }, { text: 'three' }].map(each => ({ type: 'chatSent', ...each })),
    );
    expect(events.map(({ seq }) => seq)).toEqual([1, 2, 3].map(more => joined.state.seq + more));
    expect([state, peerId, grant]).toEqual([undefined, joined.peerId, joined.grant]);
    expect(media).toEqual({ generation: 1, consumers: [{ ...consumer, started: true }] });
  });

  test('tells the whole room to who missed more than the log has', async () => {
    const { bob, registry, comeBack } = await call();
    bob.session.onSocketClosed(broken);
    const room = registry.opened('kitchen');
    for (let times = 0; times < 300; times += 1) {
      room?.moderation.changeSettings({ title: `title ${times}` }, null);
    }
    const { events, state } = await comeBack().resumed;
    expect([events, state]).toEqual([[], room?.state]);
  });

  test('from the future is answered with the room', async () => {
    const { bob, comeBack } = await call();
    bob.session.onSocketClosed(broken);
    const { events, state } = await comeBack({ seq: 1_000 }).resumed;
    expect([events, state?.seq]).toEqual([[], 3]);
  });

  test('with what came and went meanwhile: each consumer is told once', async () => {
    const { ann, bob, worker, voice, comeBack } = await call();
    bob.session.onSocketClosed(broken);
    await ann.call('unpublish', { producerId: voice.producerId });
    const picture = camera();
    await ann.call('publish', picture);
    await worker.settled();
    const { client, resumed } = comeBack();
    const { media } = await resumed;
    expect(media.consumers).toMatchObject([{ producerId: picture.producerId, started: false }]);
    await worker.settled();
    expect([
      ...client.socket.notifications('consumersAdded'),
      ...client.socket.notifications('consumersRemoved'),
    ]).toEqual([]);
    await ann.call('unpublish', { producerId: picture.producerId });
    await worker.settled();
    expect(client.socket.notifications('consumersRemoved')).toHaveLength(1);
  });

  test('hears again what it may have missed: whose connection is bad, who waits, how much of its video is wanted', async () => {
    const { ann, connect } = await call();
    const cleo = connect();
    const joined = await cleo.join('Cleo', nothing);
    const picture = camera();
    await cleo.call('publish', picture);
    await vi.advanceTimersByTimeAsync(3_000);
    cleo.session.onSocketClosed(broken);
    await ann.call('reportQuality', { level: 'poor', limit: 'upload' });
    await wait(1, ann);
    const again = connect();
    await again.call('resume', { resumeToken: joined.resumeToken, seq: joined.state.seq });
    expect(qualitiesSeen(again)).toMatchObject([[{ level: 'poor', limit: 'upload' }]]);
    expect(again.socket.notifications('layersWanted').map(({ params }) => params)).toMatchObject([
      { producerId: picture.producerId },
    ]);
  });

  test('takes the seat from a socket that only seems to be there', async () => {
    const { ann, bob, comeBack } = await call();
    const { client, resumed } = comeBack();
    await resumed;
    expect(bob.socket.closed).toEqual({ code: 4009, reason: 'resumed' });
    bob.session.onSocketClosed(broken);
    await ann.call('setHand', { raised: true });
    expect([typesSeen(client).at(-1), typesSeen(bob).at(-1)]).toEqual(['handRaised', undefined]);
    await wait(40, ann, client);
    expect(typesSeen(ann)).not.toContain('peerLeft');
  });

  test('goes on with requests as before', async () => {
    const { bob, comeBack } = await call();
    bob.session.onSocketClosed(broken);
    const { client, resumed } = comeBack();
    await resumed;
    expect(await client.call('setInterest', { interest: everything })).toEqual({});
    const again = await client.answer(client.send('resume', { resumeToken: 'A'.repeat(43), seq: 0 }));
    expect(reasonOf(again)).toBe('already-joined');
  });

  test('needs a seat: a token that nobody was given leads nowhere, and the socket may still join', async () => {
    const client = house().connect();
    const answer = await client.answer(client.send('resume', { resumeToken: 'A'.repeat(43), seq: 0 }));
    expect(answer).toMatchObject({ error: { data: { reason: 'seat-gone', field: 'resumeToken' } } });
    await client.join('Ann');
  });

  const strict = () =>
    new AddressLimits({
      socketsPerAddress: 10,
      joinBurst: 2,
      joinsPerSecond: 0.001,
      passcodeTries: 1,
      passcodeSeconds: 1,
      probeBurst: 1,
      probeSeconds: 1,
      reportBurst: 1,
      reportSeconds: 1,
    });

  test('counts as no join of its address where it leads to a seat: a whole office comes back at once', async () => {
    const { connect } = house();
    const addresses = strict();
    const [ann, bob] = [connect(addresses.enter('10.0.0.1')), connect(addresses.enter('10.0.0.1'))];
    const joined = [await ann.join('Ann'), await bob.join('Bob')];
    for (const { session } of [ann, bob]) session.onSocketClosed(broken);
    for (const { resumeToken, state, peerId } of joined) {
      const again = connect(addresses.enter('10.0.0.1'));
      expect(await again.call('resume', { resumeToken, seq: state.seq })).toMatchObject({ peerId });
    }
  });

  test('counts as one where it leads to none', async () => {
    const { connect } = house();
    const client = connect(strict().enter('10.0.0.1'));
    const answers = [];
    for (let times = 0; times < 3; times += 1) {
      answers.push(
        reasonOf(await client.answer(client.send('resume', { resumeToken: 'A'.repeat(43), seq: 0 }))),
      );
    }
    expect(answers).toEqual(['seat-gone', 'seat-gone', 'rate-limited']);
  });
});

describe('a resume token', () => {
  test('is another each time; the one before is good until the new one has arrived', async () => {
    const { bob, joined, comeBack } = await call();
    bob.session.onSocketClosed(broken);
    const first = comeBack();
    const { resumeToken } = await first.resumed;
    expect(resumeToken).not.toBe(joined.resumeToken);
    // The answer was lost with its socket.
    first.client.session.onSocketClosed(broken);
    const second = comeBack();
    const { resumeToken: latest } = await second.resumed;
    const unseen = comeBack({ resumeToken });
    await expect(unseen.resumed).rejects.toThrow();
    // This one arrived: the pong behind it says so.
    second.client.session.onPong(second.client.socket.pinged.at(-1) ?? '');
    await expect(comeBack().resumed).rejects.toThrow();
    expect(second.client.socket.closed).toBeUndefined();
    second.client.session.onSocketClosed(broken);
    await comeBack({ resumeToken: latest }).resumed;
  });

  test('is in no line of the log', async () => {
    const { bob, lines, joined, comeBack } = await call();
    bob.session.onSocketClosed(broken);
    const { resumeToken } = await comeBack().resumed;
    await expect(comeBack({ resumeToken: 'B'.repeat(43) }).resumed).rejects.toThrow();
    for (const token of [joined.resumeToken, resumeToken, 'B'.repeat(43)]) {
      expect(lines.join('')).not.toContain(token);
    }
    expect(lines.join('')).toMatch(/peer suspended[\s\S]*peer resumed/);
  });
});

describe('who is ended while away', () => {
  test('by a moderator is told so by the close of the socket', async () => {
    const { bob, registry, joined, comeBack } = await call();
    bob.session.onSocketClosed(broken);
    registry.opened('kitchen')?.moderation.remove(joined.peerId, null);
    const { client } = comeBack();
    await client.socket.until(({ closed }) => closed);
    expect(client.socket.closed).toEqual({ code: 4006, reason: 'kicked' });
    expect(client.socket.frames.filter(isAnswer)).toEqual([]);
  });

  test('with the room, or with its worker, too', async () => {
    const { bob, registry, worker, comeBack } = await call();
    bob.session.onSocketClosed(broken);
    worker.kill();
    await worker.settled();
    const { client } = comeBack();
    expect(await client.socket.until(({ closed }) => closed)).toEqual({ code: 4002, reason: 'media-lost' });
    expect(registry.size).toBe(0);
    await vi.advanceTimersByTimeAsync(30_000);
    expect(registry.seats.size).toBe(0);
  });

  test('keeps its place until then: it counts, and what it publishes is seen', async () => {
    const { ann, bob, connect } = await call();
    ann.session.onSocketClosed(broken);
    const cleo = await connect().join('Cleo');
    expect(Object.keys(cleo.state.peers)).toHaveLength(3);
    expect(cleo.media.consumers).toHaveLength(1);
    expect(bob.socket.closed).toBeUndefined();
  });
});

test('limits have nothing of seats: a client is told how long its own is kept', async () => {
  const client = house().connect();
  const { seatSeconds, resumeToken } = await client.join('Ann');
  expect([seatSeconds, resumeToken.length, 'seatSeconds' in limits]).toEqual([30, 43, false]);
});
