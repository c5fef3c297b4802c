/**
 * Workers that die or hang: their rooms are told and closed, others are not disturbed, and another worker takes the port.
 */
import { once } from 'node:events';
import { observer } from 'mediasoup';
import { expect, onTestFinished, test } from 'vitest';
import { isAlive } from '../support/is-alive.ts';
import { join } from '../support/join.ts';
import * as media from '../support/media-parameters.ts';
import { poll } from '../support/poll.ts';
import { startApp, type TestApp } from '../support/start-app.ts';

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

/** Two rooms with media on two workers. */
async function twoRooms() {
  const app = await startApp({ workers: 2 });
  const ann = await join(app, { room: 'kitchen' });
  const bob = await join(app, { room: 'cellar' });
  for (const client of [ann, bob]) await client.request('publish', media.camera());
  const worker = await workerOf(app, ann.joined.media.sendTransport.transportId);
  return { app, ann, bob, worker };
}

test('a worker that is killed takes its rooms along and no other, and is replaced on its port', async () => {
  const { app, ann, bob, worker } = await twoRooms();
  const ports = () => app.pool.pids.length;
  process.kill(worker.pid, 'SIGKILL');
  expect(await ann.end()).toEqual({ code: 4002, reason: 'media-lost' });
  await poll('it is replaced', () => ports() === 2 && !app.pool.pids.includes(worker.pid), 5_000);

  const again = await join(app, { room: 'kitchen' });
  expect(again.state).toMatchObject({ seq: 1, room: 'kitchen' });
  const port = again.joined.media.sendTransport.iceCandidates[0]?.port;
  expect(port).toBe(ann.joined.media.sendTransport.iceCandidates[0]?.port);
  await again.request('publish', media.camera());
  await bob.request('publish', media.microphone());
  expect(bob.ended).toBeUndefined();
  expect(app.troubles()).toHaveLength(1);
  expect(app.troubles()[0]).toMatch(/^worker died/);
});

test('requests that are under way when the worker dies end with the session, and nothing is left', async () => {
  const app = await startApp({ edge: { emptyRoomSeconds: 0.05 } });
  const clients = await Promise.all([1, 2, 3, 4].map(() => join(app)));
  const publishing = clients.map(client => client.send('publish', media.camera()));
  const joining = join(app).catch((error: unknown) => error);
  process.kill(app.pool.pids[0] ?? 0, 'SIGKILL');
  await Promise.all(publishing);
  await joining;
  for (const client of clients) expect((await client.end()).reason).toBe('media-lost');
  await poll('it is replaced', () => app.pool.pids.length === 1 && app.engine.workers.size === 1, 5_000);
  await poll('no room is left', () => app.registry.size === 0);
  expect(app.engine.counts).toEqual({ workers: 1, routers: 0, transports: 0, producers: 0, consumers: 0 });
  expect(app.troubles()).toHaveLength(1);
});

test('a worker that hangs is noticed within seconds and replaced', async () => {
  const { app, ann, bob, worker } = await twoRooms();
  const stoppedAt = performance.now();
  process.kill(worker.pid, 'SIGSTOP');
  onTestFinished(() => endIfAlive(worker.pid));
  const waiting = ann.send('publish', media.microphone());
  expect((await ann.end()).reason).toBe('media-lost');
  expect(performance.now() - stoppedAt).toBeLessThan(5_000);
  expect(await waiting).toEqual({});
  await poll(
    'it is replaced',
    () => app.pool.pids.length === 2 && !app.pool.pids.includes(worker.pid),
    5_000,
  );
  await join(app, { room: 'kitchen' });
  await bob.request('publish', media.microphone());
  expect(app.troubles()).toEqual(['worker hangs and is killed', expect.stringMatching(/^worker died/)]);
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
