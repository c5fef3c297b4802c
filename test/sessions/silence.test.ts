/** A socket that breaks without a word, as in a cut cable or a killed machine: who is gone is told from who has only lost the socket. */
import { expect, test, vi } from 'vitest';
import { microphone } from '../support/media.ts';
import { type Client, house, ownTime, reasonOf } from './house.ts';

ownTime();

/** Ann, who stays, and Bob, who publishes and falls silent after the first pong. */
async function call(publishes = true) {
  const built = house();
  const [ann, bob] = [built.connect(), built.connect()];
  await ann.join('Ann');
  const joined = await bob.join('Bob');
  if (publishes) await bob.call('publish', microphone());
  await built.worker.settled();
  const media = built.registry.opened('kitchen')?.members.get(joined.peerId)?.media;
  const transports = [...(built.routers[0]?.transports ?? [])];
  const recv = transports.find(({ id }) => id === media?.recv.id);
  if (!recv) throw new Error('Bob has no transport');
  const size = built.worker.size;
  return { ...built, ann, bob, joined, recv, size };
}

/** Bob's last sign of life was at the start. */
async function wait(seconds: number, ann: Client, everySecond = () => {}) {
  for (let left = seconds; left > 0; left -= 1) {
    everySecond();
    await vi.advanceTimersByTimeAsync(1_000);
    ann.session.onPong('');
  }
}

const left = ({ socket }: Client) =>
  socket.notifications('event').filter(({ params }) => (params as { type: string }).type === 'peerLeft');

test('who is silent on socket and media is gone after fifteen seconds, with all that it held', async () => {
  const { ann, bob, joined, worker, size, registry, connect } = await call();
  await wait(14, ann);
  expect([left(ann), worker.size]).toEqual([[], size]);
  await wait(2, ann);
  await worker.settled();
  expect(left(ann)).toMatchObject([{ params: { peerId: joined.peerId, reason: 'timeout' } }]);
  expect(worker.size).toBe(size - 4); // two transports, a producer, and Ann's consumer of it
  expect(bob.socket.closed).toEqual({ code: 4001, reason: 'timeout' });
  expect(registry.seats.taken).toBe(1);
  const late = connect();
  const { resumeToken } = joined;
  expect(reasonOf(await late.answer(late.send('resume', { resumeToken, seq: 0 })))).toBe('seat-gone');
});

test('whose media go on has only lost the socket: the seat is kept', async () => {
  const { ann, bob, joined, recv, worker, size, connect } = await call();
  await wait(16, ann, () => recv.receive(100));
  expect([bob.socket.closed?.reason, left(ann), worker.size]).toEqual(['timeout', [], size]);
  const { resumeToken, state } = joined;
  await connect().call('resume', { resumeToken, seq: state.seq });
});

test('one report in the last nine seconds is enough, one before them is not', async () => {
  for (const [second, gone] of [
    [4, 1],
    [9, 0],
  ]) {
    const { ann, recv, worker } = await call();
    let passed = 0;
    await wait(16, ann, () => {
      passed += 1;
      if (passed === second) recv.receive(100);
    });
    await worker.settled();
    expect(left(ann)).toHaveLength(gone ?? 0);
  }
});

test('nobody is held to be gone because the engine does not tell', async () => {
  const { ann, bob, worker } = await call(false); // or its bitrate would be asked for too
  await wait(12, ann);
  worker.refuseNext('transport.getStats', new Error('it has other worries'));
  await wait(4, ann);
  expect([bob.socket.closed?.reason, left(ann)]).toEqual(['timeout', []]);
});

test('who is heard while the engine still looks at the media is not gone, and is watched as before', async () => {
  const { ann, bob, worker } = await call();
  await wait(14, ann);
  worker.stop();
  await wait(3, ann);
  bob.session.onPong('');
  worker.continue();
  await worker.settled();
  expect([bob.socket.closed, left(ann)]).toEqual([undefined, []]);
  await wait(14, ann);
  expect(left(ann)).toEqual([]);
  await wait(2, ann);
  await worker.settled();
  expect([bob.socket.closed?.reason, left(ann).length]).toEqual(['timeout', 1]);
});

test('who falls silent again and again, but never for so long, stays', async () => {
  const { ann, bob } = await call();
  let passed = 0;
  await wait(60, ann, () => {
    passed += 1;
    if (passed % 14 === 0) bob.session.onPong('');
  });
  expect([bob.socket.closed, left(ann)]).toEqual([undefined, []]);
});

const qualities = ({ socket }: Client) =>
  socket.notifications('qualities').map(({ params }) => (params as { peers: { limit: string }[] }).peers);

test('the others are told of somebody from whom nothing comes, and when they are heard again', async () => {
  const { ann, bob, joined } = await call();
  await wait(9, ann);
  expect(qualities(ann)).toEqual([]);
  await wait(3, ann);
  const away = { peerId: joined.peerId, level: 'poor', limit: 'interrupted' };
  expect(qualities(ann)).toEqual([[away]]);
  bob.session.onPong('');
  await wait(1, ann);
  expect(qualities(ann)).toEqual([[away], []]);
});

test('nobody is told of somebody whose media flow', async () => {
  const { ann, recv } = await call();
  await wait(14, ann, () => recv.receive(100));
  expect(qualities(ann)).toEqual([]);
});
