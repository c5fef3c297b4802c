/**
 * Seeded fuzz of the life of rooms: many peers come, act and go, one by one and all at once, on real workers. What every client
 * was told must add up to one truth, the engine must hold exactly what was declared, and at the end nothing is left.
 */
import { expect, onTestFinished, test } from 'vitest';
import type { Consumer } from '../../server/protocol/media.ts';
import { poll } from '../support/poll.ts';
import { startApp, type TestApp } from '../support/start-app.ts';
import { expectAgreement } from './support/agree.ts';
import { FuzzPeer } from './support/fuzz-peer.ts';
import { inspectorsToken, openWithTokens, somebodysToken } from './support/people.ts';
import { Random, seedOf } from './support/random.ts';
import { passcodes } from './support/schema.ts';
import { Verdicts } from './support/verdicts.ts';
import { violationsOf } from './support/wait.ts';

const steps = Number(process.env.FUZZ_STEPS ?? 2_500);
const mostPeers = 12;
const rooms = ['one', 'two', 'three'];
const openToAll = { locked: false, lobby: false, passcode: null, maxPeers: null, notBefore: null };

/** What one run holds; peers are those that have not been told to go. */
interface Run {
  app: TestApp;
  url: string;
  random: Random;
  peers: FuzzPeer[];
  verdicts: Verdicts;
  /** How often each method was carried out. */
  tally: Map<string, number>;
  /** Beginnings of log lines that are no trouble here. */
  borne: string[];
  /** What was begun and not waited for. */
  pending: Promise<unknown>[];
}

test('peers come, act and go: one truth for all, and nothing left at the end', async () => {
  const run = await start(seedOf('lifecycle'));
  await live(run, steps);
  console.log(`lifecycle: ${steps} steps: ${JSON.stringify(Object.fromEntries([...run.tally].sort()))}`);
});

test('the same while workers are killed', async () => {
  const run = await start(seedOf('dying workers'));
  run.borne = [
    'worker died',
    'room lost',
    'room loses its media again and again',
    'a generation could not begin',
  ];
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
  await Promise.all(run.pending); // some are still coming
  await Promise.all(run.peers.map(peer => peer.go()));
  await expect.poll(() => app.registry.size, { timeout: 5_000 }).toBe(0);
  const empty = { workers: 2, routers: 0, transports: 0, producers: 0, consumers: 0 };
  await expect.poll(() => app.engine.counts).toEqual(empty);
  expect(await app.engine.dumped()).toEqual(empty);
  expect(emitters(app)).toEqual(before);
  await poll('no timer but the heartbeats of the workers, and no socket', () => isIdle(2));
  expect(troubles(run)).toEqual([]);
}

async function start(seed: number): Promise<Run> {
  const app = await startApp({
    workers: 2,
    limits: { requestTokens: 1e6, requestTokensPerSecond: 1e6 },
    edge: { emptyRoomSeconds: 0.2, seatSeconds: 0.2, passcodeTries: 1e6 },
    settings: openWithTokens,
  });
  const url = (await app.fastify.listen({ host: '127.0.0.1', port: 0 })).replace('http', 'ws');
  const run: Run = {
    app,
    url,
    random: new Random(seed),
    peers: [],
    verdicts: new Verdicts(),
    tally: new Map(),
    borne: [],
    pending: [],
  };
  onTestFinished(() => {
    for (const { client } of run.peers) client.hangUp();
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
async function act(run: Run): Promise<void> {
  dropEnded(run);
  const { random, peers } = run;
  const coming = peers.length < 2 || (peers.length < mostPeers && random.chance(0.12));
  if (coming) {
    const peer = await comes(run, random.pick(rooms), await somebodysToken(random));
    const joining = peer.join(random.chance(0.5) ? random.pick(passcodes) : undefined);
    if (random.chance(0.1)) return peer.go(); // before it is in
    run.peers.push(peer); // others may have been dropped meanwhile
    return joining;
  }
  const able = peers.filter(peer => !peer.waiting);
  const peer = random.pick(able.length > 0 && random.chance(0.9) ? able : peers);
  if (!random.chance(0.08)) return peer.act();
  peers.splice(peers.indexOf(peer), 1);
  await peer.go();
}

function comes({ url, random, verdicts, tally }: Run, roomName: string, token?: string): Promise<FuzzPeer> {
  return FuzzPeer.connect({ url, roomName, random, verdicts, tally, token });
}

/** Whoever was closed by the server had it coming: a moderator wanted it, or a worker died. */
function dropEnded(run: Run): void {
  for (const { client } of run.peers) expect(run.verdicts.complaint(client, ['media-lost'])).toBeUndefined();
  run.peers = run.peers.filter(({ client }) => !client.ended);
}

/** Waits until all is quiet and compares what the clients know with each other and with the engine. */
async function check(run: Run): Promise<void> {
  await Promise.all(run.pending.splice(0));
  await nobodyIsAway(run);
  expect(troubles(run)).toEqual([]);
  for (const room of rooms) await checkRoom(run, room);
}

/** Who vanished keeps its seat for a moment: it would leave while others are compared. */
async function nobodyIsAway(run: Run): Promise<void> {
  await poll('who vanished has left', () => {
    dropEnded(run);
    return run.app.registry.seats.taken <= run.peers.filter(({ joined }) => joined).length;
  });
}

async function checkRoom(run: Run, room: string): Promise<void> {
  await agree(run, room);
  const inspector = await comes(run, room, await inspectorsToken());
  await inspector.join();
  await agree(run, room, inspector);
  await letAllIn(run, inspector);
  await agree(run, room, inspector);
  for (const peer of peersOf(run, room)) await checkPeer(run.app, peer);
  // Whoever comes next finds a lobby, or not.
  await inspector.client.request('changeRoom', { settings: { lobby: run.random.chance(0.6) } });
  run.verdicts.goes(inspector.client);
  inspector.client.hangUp();
}

/** Who is inside has heard the same, and makes the same of it: also the inspector, who has come last. */
async function agree(run: Run, room: string, ...inspector: FuzzPeer[]): Promise<void> {
  await Promise.all(peersOf(run, room).map(peer => peer.settle()));
  const inside = peersOf(run, room).filter(({ joined }) => joined);
  await expectAgreement([...inspector, ...inside].map(({ client }) => client));
}

/** Opens the room to all; whoever waits comes in, whoever was kept out tries again, and whoever is removed for good goes. */
async function letAllIn(run: Run, { client, roomName }: FuzzPeer): Promise<void> {
  await client.request('changeRoom', { settings: openToAll });
  const outside = peersOf(run, roomName).filter(({ joined }) => !joined);
  for (const peer of outside) {
    await peer.admitted();
    if (!peer.joined) await peer.join(); // on the same socket
    if (peer.refusedFor === 'removed') await peer.go();
  }
  for (const peer of peersOf(run, roomName)) expect(peer.joined).toBe(true);
}

/** Those who have not gone. */
function peersOf(run: Run, room: string): FuzzPeer[] {
  dropEnded(run);
  return run.peers.filter(({ roomName }) => roomName === room);
}

async function checkPeer({ engine }: TestApp, peer: FuzzPeer): Promise<void> {
  const { client } = peer;
  expect(violationsOf(client)).toEqual([]);
  const told = () => [...client.room.consumers.values()];
  // What a new grant brings is told when the engine has made it.
  await poll('consumers are what is wanted', () => String(idsOf(told())) === String(peer.wanted()), 5_000);
  const recv = client.room.media?.recvTransport.transportId ?? '';
  const dump = await engine.transport(recv).dump();
  expect([...dump.consumerIds].sort()).toEqual([...client.room.consumers.keys()].sort());
  for (const { consumerId, producerId, peerId } of told()) {
    const consumer = await engine.consumer(consumerId).dump();
    expect(consumer.paused, 'consumer paused').toBe(!peer.mustFlow(consumerId));
    const muted = client.state.peers[peerId]?.producers[producerId]?.paused;
    expect(consumer.producerPaused, 'producer paused').toBe(muted);
  }
}

function idsOf(consumers: Consumer[]): string[] {
  return consumers.map(({ producerId }) => producerId).sort();
}

/** Not for expect.poll, which holds a timer of its own while it looks. */
function isIdle(workers: number): boolean {
  const resources = process.getActiveResourcesInfo();
  const count = (kind: string) => resources.filter(resource => resource === kind).length;
  return count('Timeout') === workers && count('TCPSocketWrap') === 0 && count('TCPServerWrap') === 1;
}

/** What is in the log and should not be. */
function troubles({ app, borne }: Run): string[] {
  return app.troubles().filter(line => !borne.some(beginning => line.startsWith(beginning)));
}

/** Listeners on everything that outlives a room. */
function emitters({ engine, fastify }: TestApp) {
  const count = (emitter: NodeJS.EventEmitter) =>
    emitter.eventNames().map(name => `${String(name)} ${emitter.listenerCount(name)}`);
  const workers = [...engine.workers].map(worker => [count(worker), count(worker.observer)]);
  return { workers, server: count(fastify.server), process: count(process) };
}
