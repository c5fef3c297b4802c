/**
 * Joins and leaves without end, with media, in the server of this process and its worker: what is left of them afterwards, counted where
 * it lives and weighed. What the server keeps on purpose, within bounds, is filled by a warm-up.
 */
import { readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { join } from '../support/join.ts';
import { camera, microphone } from '../support/media-parameters.ts';
import { poll } from '../support/poll.ts';
import { startApp, type TestApp } from '../support/start-app.ts';
import type { WsClient } from '../support/ws-client.ts';

export interface LeakOptions {
  /** Joins and leaves that are measured. */
  readonly cycles: number;
  /** And before, so that what is kept on purpose is full: the history of each room takes 10,000 entries, six for each visit. */
  readonly warmUp: number;
  /** Takes what is to be done at the end. */
  readonly over: (end: () => Promise<void>) => void;
}

export interface Leaks {
  /** What there is more of than before the first join: all zero. */
  readonly left: Readonly<Record<string, number>>;
  /** Bytes: after the warm-up, and after the measured cycles. */
  readonly heap: readonly [number, number];
  readonly workerMemory: readonly [number, number];
  readonly seconds: number;
}

const rooms = ['kitchen', 'cellar', 'attic', 'garden'] as const;
/** Soon over, so that nothing needs to be waited for. */
const edge = { emptyRoomSeconds: 1, seatSeconds: 1 };

export async function findLeaks({ cycles, warmUp, over }: LeakOptions): Promise<Leaks> {
  const app = await startApp({ edge, logLevel: 'warn' }, over);
  const before = await counts(app);
  const hosts = await Promise.all(rooms.map(room => join(app, { room, name: 'host' })));
  await visits(app, hosts, warmUp);
  const weights = [await weigh(app, hosts)];
  const from = performance.now();
  await visits(app, hosts, cycles);
  const seconds = (performance.now() - from) / 1_000;
  weights.push(await weigh(app, hosts));
  for (const host of hosts) host.hangUp();
  const left = await poll('everything is closed', async () => {
    const now = difference(await counts(app), before);
    return Object.values(now).every(count => count === 0) && now;
  }).catch(async () => difference(await counts(app), before));
  const [first, last] = weights;
  if (!first || !last) throw new Error('unreachable: both were weighed');
  return { left, seconds, heap: [first.heap, last.heap], workerMemory: [first.worker, last.worker] };
}

/** One after the other; every third goes without a word, and comes back to nothing. */
async function visits(app: TestApp, hosts: readonly WsClient[], count: number): Promise<void> {
  for (let visit = 0; visit < count; visit += 1) {
    const host = hosts[visit % hosts.length];
    const room = rooms[visit % rooms.length];
    if (!host || !room) throw new Error('unreachable: there is a host for each room');
    const guest = await join(app, { room, name: 'guest' });
    for (const publication of [microphone(), camera()]) await guest.request('publish', publication);
    await host.until('both are received', () => host.room.consumers.size === 2);
    const consumerIds = [...host.room.consumers.keys()];
    await host.request('startConsumers', { consumerIds });
    if (visit % 3 === 0) await guest.request('unpublish', { producerId: publishedBy(guest) });
    guest.hangUp();
    await guest.end();
    await host.until('they are gone', () => host.room.consumers.size === 0);
    host.notifications.length = 0; // a client of a test keeps what it was told
  }
}

function publishedBy({ state, peerId }: WsClient): string {
  const [producerId] = Object.keys(state.peers[peerId]?.producers ?? {});
  if (producerId === undefined) throw new Error('the guest publishes nothing');
  return producerId;
}

async function counts({ registry, engine }: TestApp): Promise<Record<string, number>> {
  const resources = process.getActiveResourcesInfo();
  return {
    rooms: registry.size,
    seats: registry.seats.size,
    ...engine.counts,
    ...Object.fromEntries(
      Object.entries(await engine.dumped()).map(([of, count]) => [`${of} in the worker`, count]),
    ),
    timers: resources.filter(each => each === 'Timeout').length,
    sockets: resources.filter(each => /Wrap$/.test(each)).length,
    listeners: listenersOf([process, ...[...engine.workers].flatMap(worker => [worker, worker.observer])]),
  };
}

interface Emitter {
  eventNames(): (string | symbol)[];
  listenerCount(name: string | symbol): number;
}

function listenersOf(emitters: readonly unknown[]): number {
  return (emitters as readonly Emitter[])
    .flatMap(emitter => emitter.eventNames().map(name => emitter.listenerCount(name)))
    .reduce((total, count) => total + count, 0);
}

function difference(now: Record<string, number>, before: Record<string, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(now).map(([of, count]) => [of, count - (before[of] ?? 0)]));
}

/** When the last who left is forgotten, and the rubbish is collected. */
async function weigh({ registry, pool }: TestApp, hosts: readonly WsClient[]) {
  await poll('nobody but the hosts has a seat', () => registry.seats.size === hosts.length);
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  for (let times = 0; times < 4; times += 1) {
    collect();
    await new Promise(setImmediate);
  }
  const [pid] = pool.pids;
  const [, kib] = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return { heap: process.memoryUsage().heapUsed, worker: Number(kib) * 1024 };
}
