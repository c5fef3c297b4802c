/**
 * Workers that die or hang: their rooms go on with all that was in them on another worker, others are not disturbed, and another worker
 * takes the port.
 */
import { once } from 'node:events';
import { observer } from 'mediasoup';
import { expect, onTestFinished, test } from 'vitest';
import { isAlive } from '../support/is-alive.ts';
import { join } from '../support/join.ts';
import * as media from '../support/media-parameters.ts';
import { poll } from '../support/poll.ts';
import { startApp, type TestApp } from '../support/start-app.ts';
import { WsClient } from '../support/ws-client.ts';

/** The one worker of `app` that carries the transport. */
async function workerOf({ engine }: TestApp, transportId: string) {
  for (const router of engine.routers) {
    const { transportIds } = await router.dump();
    if (!transportIds.includes(transportId)) continue;
    for (const worker of engine.workers) {
      const { routerIds } = await worker.dump();
      if (routerIds.includes(router.id)) return worker;
    }
  }
  throw new Error(`no worker carries ${transportId}`);
}

/** Two rooms on two workers. */
async function twoRooms() {
  const app = await startApp({ workers: 2 });
  const ann = await join(app, { room: 'kitchen' });
  const bob = await join(app, { room: 'cellar' });
  for (const client of [ann, bob]) await client.request('publish', media.camera());
  const worker = await workerOf(app, ann.joined.media.sendTransport.transportId);
  return { app, ann, bob, worker };
}

/** Resolves with the generation of that number. */
async function renewed(client: WsClient, generation: number) {
  const find = () => client.signals('mediaRenewed').find(each => each.generation === generation);
  await client.until(`generation ${generation}`, () => find() !== undefined);
  return find();
}

const isReplaced = ({ pool }: TestApp, pid: number, workers: number) =>
  pool.pids.length === workers && !pool.pids.includes(pid);

const hasLogged = ({ lines }: TestApp, message: string) => lines.some(({ msg }) => msg === message);

test('a room whose worker is killed goes on as it was, no other hears of it, and the worker is replaced on its port', async () => {
  const { app, ann, bob, worker } = await twoRooms();
  const cleo = await join(app, { room: 'kitchen' });
  const [camera] = Object.values(ann.state.peers[ann.peerId]?.producers ?? {});
  const microphone = { ...media.microphone(), paused: true };
  await cleo.request('publish', microphone);
  await ann.request('sendChat', { messageId: crypto.randomUUID(), text: 'here' });
  await cleo.until('the chat', () => cleo.state.chat.length === 1);
  const { state } = ann;

  process.kill(worker.pid, 'SIGKILL');
  const [next] = await Promise.all([renewed(ann, 2), renewed(cleo, 2)]);
  expect(ann.signals('mediaLost')).toEqual([{ generation: 1 }]);
  expect(next?.sendTransport.transportId).not.toBe(ann.joined.media.sendTransport.transportId);
  // Muted while there were no media, published again as if it were not: muted it is.
  await ann.request('pauseProducer', { producerId: camera?.producerId ?? '' });
  await ann.request('publish', { ...media.camera(), producerId: camera?.producerId ?? '' });
  await cleo.request('publish', microphone);
  await ann.until('Cleo is received', () => ann.signals('consumersAdded').length === 2);
  await cleo.until('Ann is received', () => cleo.signals('consumersAdded').length === 1);
  const before = state.peers[ann.peerId]?.producers ?? {};
  const muted = { ...camera, paused: true };
  const kept = { ...state.peers[ann.peerId], producers: { ...before, [muted.producerId ?? '']: muted } };
  expect(ann.state).toEqual({ ...state, seq: state.seq + 1, peers: { ...state.peers, [ann.peerId]: kept } });
  expect(cleo.state).toEqual(ann.state);
  const paused = [...app.engine.producers].filter(({ kind }) => kind === 'video').map(each => each.paused);
  expect(paused.sort()).toEqual([false, true]);

  await poll('it is replaced', () => isReplaced(app, worker.pid, 2), 5_000);
  await bob.request('publish', media.microphone());
  expect(bob.signals('mediaLost')).toEqual([]);
  expect(app.troubles()).toEqual(['room lost its media', expect.stringMatching(/^worker died/)]);
});

test('where there is no other worker, the room and those on their way in wait for its successor', async () => {
  const app = await startApp({ edge: { emptyRoomSeconds: 0.05 } });
  const clients = await Promise.all([1, 2, 3, 4].map(() => join(app)));
  const publishing = clients.map(client => client.send('publish', media.camera()));
  const joining = join(app);
  process.kill(app.pool.pids[0] ?? 0, 'SIGKILL');
  const elsewhere = join(app, { room: 'garden' });
  for (const { error } of await Promise.all(publishing)) {
    expect(error === undefined || error.data.reason === 'unavailable').toBe(true);
  }
  const [late, other] = await Promise.all([joining, elsewhere]);
  await Promise.all(clients.map(client => renewed(client, 2)));
  expect(Object.keys(late.state.peers)).toHaveLength(5);
  for (const client of [...clients, late, other]) client.hangUp();
  await poll('no room is left', () => app.registry.size === 0);
  expect(app.engine.counts).toEqual({ workers: 1, routers: 0, transports: 0, producers: 0, consumers: 0 });
});

test('who was away when the worker died finds the next generation', async () => {
  const app = await startApp();
  const ann = await join(app);
  ann.vanish();
  await poll('she is away', () => hasLogged(app, 'peer suspended'));
  process.kill(app.pool.pids[0] ?? 0, 'SIGKILL');
  await poll('her next generation has begun', () => hasLogged(app, 'generation began'));
  const back = await WsClient.connect(app.fastify);
  const { resumeToken } = ann.joined;
  const resumed = await back.request('resume', { resumeToken, seq: ann.state.seq });
  expect(resumed.media).toEqual({ generation: 2, consumers: [] });
  expect((await renewed(back, 2))?.consumers).toEqual([]);
});

test('a client whose path is dead gets another generation, and its others go on', async () => {
  const app = await startApp();
  const ann = await join(app);
  const bob = await join(app);
  const camera = media.camera();
  await ann.request('publish', camera);
  await bob.until('the camera', () => bob.signals('consumersAdded').length === 1);
  await ann.request('renewMedia', { generation: 7 });
  expect(ann.signals('mediaRenewed')).toEqual([]);
  await ann.request('renewMedia', { generation: 1 });
  expect(ann.signals('mediaRenewed')).toHaveLength(1);
  await bob.until('the old one is gone', () => bob.signals('consumersRemoved').length === 1);
  await ann.request('publish', camera);
  await bob.until('the camera is back', () => bob.signals('consumersAdded').length === 2);
  expect([bob.state.seq, bob.signals('mediaRenewed')]).toEqual([ann.state.seq, []]);
  expect(app.engine.counts).toMatchObject({ transports: 4, producers: 1, consumers: 1 });
});

test('a worker that hangs is noticed within seconds, and its room goes on', async () => {
  const { app, ann, bob, worker } = await twoRooms();
  const stoppedAt = performance.now();
  process.kill(worker.pid, 'SIGSTOP');
  onTestFinished(() => endIfAlive(worker.pid));
  const waiting = ann.send('publish', media.microphone());
  expect((await waiting).error?.data.reason).toBe('unavailable');
  await renewed(ann, 2);
  expect(performance.now() - stoppedAt).toBeLessThan(5_000);
  await poll('it is replaced', () => isReplaced(app, worker.pid, 2), 5_000);
  await bob.request('publish', media.microphone());
  expect(app.troubles()).toEqual([
    'worker hangs and is killed',
    'room lost its media',
    expect.stringMatching(/^worker died/),
  ]);
});

test('a room that takes down one worker after the other is closed', async () => {
  const app = await startApp();
  const ann = await join(app);
  for (let loss = 1; loss <= 6; loss += 1) {
    process.kill(app.pool.pids[0] ?? 0, 'SIGKILL');
    if (loss < 6) await renewed(ann, loss + 1);
  }
  expect(await ann.end()).toEqual({ code: 4002, reason: 'media-lost' });
  await poll('a worker is there', () => app.pool.pids.length === 1);
  await join(app);
});

test('a hung worker does not keep the server from closing, and does not outlive it', async () => {
  const app = await startApp({ workers: 2 });
  const [pid = 0] = app.pool.pids;
  process.kill(pid, 'SIGSTOP');
  onTestFinished(() => endIfAlive(pid));
  const closingAt = performance.now();
  await app.close();
  expect(performance.now() - closingAt).toBeLessThan(5_000);
  expect(isAlive(pid)).toBe(false);
});

test('a server that is closed while a worker is being replaced leaves none', async () => {
  const app = await startApp();
  const [pid = 0] = app.pool.pids;
  const replacement = once(observer, 'newworker');
  process.kill(pid, 'SIGKILL');
  const [worker] = await replacement; // its media ports are not open yet
  expect(app.pool.pids).toEqual([]);
  await app.close();
  expect(isAlive(worker.pid)).toBe(false);
});

/** For a process that a failed test left stopped. */
function endIfAlive(pid: number): void {
  if (isAlive(pid)) process.kill(pid, 'SIGKILL');
}
