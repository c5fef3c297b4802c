/**
 * Seeded fuzz of the life of rooms: many peers come, act and go, one by one and all at once, on real workers. What every client
 * was told must add up to one truth, the engine must hold exactly what was declared, and at the end nothing is left.
 */
import { expect, onTestFinished, test } from 'vitest';
import { poll } from '../support/poll.ts';
import { startApp, type TestApp } from '../support/start-app.ts';
import { FuzzPeer } from './support/fuzz-peer.ts';
import { Random, seedOf } from './support/random.ts';

const steps = Number(process.env.FUZZ_STEPS ?? 1_500);
const mostPeers = 12;
const rooms = ['one', 'two', 'three'];

/** What one run holds; peers are those that have not been told to go. */
interface Run {
  app: TestApp;
  url: string;
  random: Random;
  peers: FuzzPeer[];
  /** What was begun and not waited for. */
  pending: Promise<unknown>[];
}

test('peers come, act and go: one truth for all, and nothing left at the end', async () => {
  await live(await start(seedOf('lifecycle')), steps);
  console.log(`lifecycle: ${steps} steps`);
});

test('the same while workers are killed', async () => {
  const run = await start(seedOf('dying workers'));
  await live(run, steps / 3, () => {
    if (run.random.chance(0.5)) run.pending.push(killWorker(run));
  });
  console.log(`dying workers: ${steps / 3} steps`);
});

/** `interfere` is called shortly before everything is waited for and compared. */
async function live(run: Run, steps: number, interfere: () => void = () => {}): Promise<void> {
  const { app, random } = run;
  const before = emitters(app);
  for (let step = 1; step <= steps; step++) {
    const doing = act(run);
    if (random.chance(0.4)) await doing;
    else run.pending.push(doing);
    if (step % 50 === 40) interfere();
    if (step % 50 === 0) await check(run);
  }
  await Promise.all(run.peers.map(peer => peer.go()));
  await Promise.all(run.pending);
  await expect.poll(() => app.registry.size, { timeout: 5_000 }).toBe(0);
  const empty = { workers: 2, routers: 0, transports: 0, producers: 0, consumers: 0 };
  await expect.poll(() => app.engine.counts).toEqual(empty);
  expect(await app.engine.dumped()).toEqual(empty);
  expect(emitters(app)).toEqual(before);
  await poll('no timer but the heartbeats of the workers, and no socket', () => isIdle(2));
  expect(troubles(app)).toEqual([]);
}

async function start(seed: number): Promise<Run> {
  const limits = { requestTokens: 1e6, requestTokensPerSecond: 1e6 };
  const app = await startApp({ workers: 2, keepEmpty: 200, limits });
  const url = (await app.fastify.listen({ host: '127.0.0.1', port: 0 })).replace('http', 'ws');
  const run: Run = { app, url, random: new Random(seed), peers: [], pending: [] };
  onTestFinished(() => {
    for (const { client } of run.peers) client.vanish();
  });
  return run;
}

/** Resolves when another has taken its place. */
async function killWorker({ app, random }: Run): Promise<void> {
  const { pids } = app.pool;
  if (pids.length === 0) return;
  const pid = random.pick(pids);
  process.kill(pid, 'SIGKILL');
  const replaced = () => app.pool.pids.length === 2 && !app.pool.pids.includes(pid);
  await poll('the worker is replaced', replaced, 10_000);
}

/** One step: somebody comes, goes or does something. */
async function act({ url, random, peers }: Run): Promise<void> {
  const coming = peers.length < 2 || (peers.length < mostPeers && random.chance(0.12));
  if (coming) {
    const peer = await FuzzPeer.connect(url, random.pick(rooms), random);
    const joining = peer.join();
    if (random.chance(0.1)) return peer.go(); // before it is in
    peers.push(peer);
    return joining;
  }
  const peer = random.pick(peers);
  if (!random.chance(0.08)) return peer.act();
  peers.splice(peers.indexOf(peer), 1);
  await peer.go();
}

/** Waits until all is quiet and compares what the clients know with each other and with the engine. */
async function check(run: Run): Promise<void> {
  await Promise.all(run.pending.splice(0));
  expect(troubles(run.app)).toEqual([]);
  await Promise.all(run.peers.map(peer => peer.settle()));
  run.peers = run.peers.filter(({ client }) => client.ended?.reason !== 'media-lost');
  // Whoever found no worker to join on may try again on the same socket.
  await Promise.all(run.peers.filter(({ joined }) => !joined).map(peer => peer.join()));
  for (const room of rooms) {
    const peers = run.peers.filter(({ roomName }) => roomName === room);
    await Promise.all(peers.map(peer => peer.settle()));
    for (const peer of peers) expect(peer.joined).toBe(true);
    const probe = await FuzzPeer.connect(run.url, room, run.random);
    await probe.join();
    const { state } = probe.client;
    const { seq } = state;
    for (const { client } of peers) await client.until(`event ${seq}`, () => client.state.seq >= seq);
    for (const { client } of peers) expect(client.state).toEqual(state);
    probe.client.vanish();
    for (const peer of peers) await checkPeer(run.app, peer);
  }
}

async function checkPeer({ engine }: TestApp, peer: FuzzPeer): Promise<void> {
  const { client } = peer;
  expect(client.room.violations).toEqual([]);
  const told = [...client.room.consumers.values()];
  expect(told.map(({ producerId }) => producerId).sort()).toEqual(peer.wanted());
  const { recvTransport } = client.joined.media;
  const dump = await engine.transport(recvTransport.transportId).dump();
  expect([...dump.consumerIds].sort()).toEqual([...client.room.consumers.keys()].sort());
  for (const { consumerId, producerId, peerId } of told) {
    const consumer = await engine.consumer(consumerId).dump();
    expect(consumer.paused, 'consumer paused').toBe(!peer.mustFlow(consumerId));
    const muted = client.state.peers[peerId]?.producers[producerId]?.paused;
    expect(consumer.producerPaused, 'producer paused').toBe(muted);
  }
}

/** Not for expect.poll, which holds a timer of its own while it looks. */
function isIdle(workers: number): boolean {
  const resources = process.getActiveResourcesInfo();
  const count = (kind: string) => resources.filter(resource => resource === kind).length;
  return count('Timeout') === workers && count('TCPSocketWrap') === 0 && count('TCPServerWrap') === 1;
}

/** A worker that died is in the log, and nothing else. */
function troubles(app: TestApp): string[] {
  return app.troubles().filter(line => !line.startsWith('worker died'));
}

/** Listeners on everything that outlives a room. */
function emitters({ engine, fastify }: TestApp) {
  const count = (emitter: NodeJS.EventEmitter) =>
    emitter.eventNames().map(name => `${String(name)} ${emitter.listenerCount(name)}`);
  const workers = [...engine.workers].map(worker => [count(worker), count(worker.observer)]);
  return { workers, server: count(fastify.server), process: count(process) };
}
