/** Sessions of a server that is about to end, or has too much to do. */
import { expect, test, vi } from 'vitest';
import type { SignalParams } from '#protocol/signals.ts';
import { RequestError } from '../../server/errors.ts';
import { type Client, house, joinParams, ownTime } from './house.ts';

ownTime();

const broken = 1006;
const told = ({ socket }: Client) => socket.notifications('draining').map(({ params }) => params);
const joinAs = async (client: Client, name: string) => client.answer(client.send('join', joinParams(name)));
const isOver = async (ended: Promise<void>) =>
  Promise.race([ended.then(() => true), vi.advanceTimersByTimeAsync(0).then(() => false)]);

/** Ann in a room of a server that is told to end. */
async function draining(seconds: number | null = 60) {
  const built = house();
  const ann = built.connect();
  const joined = await ann.join('Ann');
  const { drain } = built.registry.doorway;
  const ended = drain.begin(seconds);
  return { ...built, ann, joined, ended };
}

/** Ann decides who comes in. Bob waits. */
async function inLobby(requireCapacity = vi.fn<() => void>()) {
  const built = house({ selfGoverned: true, requireCapacity });
  const [ann, bob] = [built.connect(), built.connect()];
  const joined = await ann.join('Ann');
  await ann.call('changeRoom', { settings: { lobby: true } });
  const asked = bob.send('join', joinParams('Bob'));
  await bob.socket.until(({ notifications: _ }) => bob.socket.notifications('waiting')[0]);
  const lobby = ann.socket.notifications('lobby').at(-1);
  const { waiting } = (lobby?.params ?? { waiting: [] }) as SignalParams<'lobby'>;
  const admit = () => ann.call('admit', { waitingId: waiting[0]?.waitingId ?? '' });
  return { ...built, ann, joined, answer: bob.answer(asked), admit, requireCapacity };
}

test('everybody inside is told, and nobody else comes in', async () => {
  const { ann, connect } = await draining();
  expect(told(ann)).toEqual([{ seconds: 60 }]);
  const bob = connect();
  expect(await joinAs(bob, 'Bob')).toMatchObject({
    error: { code: -32023, data: { reason: 'draining', retryAfter: 15 } },
  });
  expect(bob.socket.closed).toBeUndefined();
});

test('who comes back to a seat is let in and told again, with the time that is left', async () => {
  const { ann, joined, connect } = await draining();
  ann.session.onSocketClosed(broken);
  await vi.advanceTimersByTimeAsync(10_000);
  const again = connect();
  await again.call('resume', { resumeToken: joined.resumeToken, seq: joined.state.seq });
  expect(told(again)).toEqual([{ seconds: 50 }]);
});

test('it waits for who lost the socket, and ends with the last who leaves', async () => {
  const { ann, ended } = await draining(null);
  ann.session.onSocketClosed(broken);
  await vi.advanceTimersByTimeAsync(29_000);
  expect(await isOver(ended)).toBe(false);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(await isOver(ended)).toBe(true);
});

test('a join that is on its way in is waited for, and told when it is there', async () => {
  const { connect, registry, worker } = house();
  const ann = connect();
  worker.stop();
  const joining = ann.join('Ann');
  await worker.waiting('worker.createRouter');
  const ended = registry.doorway.drain.begin(60);
  expect(await isOver(ended)).toBe(false);
  worker.continue();
  await joining;
  expect(told(ann)).toEqual([{ seconds: 60 }]);
  await ann.call('leave', {});
  expect(await isOver(ended)).toBe(true);
});

test('who waits in the lobby is told to come again', async () => {
  const { registry, ann, answer } = await inLobby();
  void registry.doorway.drain.begin(60);
  expect(await answer).toMatchObject({ error: { data: { reason: 'draining', retryAfter: 15 } } });
  expect(told(ann)).toEqual([{ seconds: 60 }]);
});

test('a server with too much to do refuses a join, again after the lobby, and nobody who comes back', async () => {
  const { connect, ann, joined, answer, admit, requireCapacity } = await inLobby();
  requireCapacity.mockImplementation(() => {
    throw RequestError.later('busy', 9.1);
  });
  await admit();
  const busy = { error: { code: -32022, data: { reason: 'busy', retryAfter: 10 } } };
  expect(await answer).toMatchObject(busy);
  expect(await joinAs(connect(), 'Cay')).toMatchObject(busy);
  ann.session.onSocketClosed(broken);
  await connect().call('resume', { resumeToken: joined.resumeToken, seq: joined.state.seq });
});
