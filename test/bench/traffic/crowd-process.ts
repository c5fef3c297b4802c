/**
 * A crowd of load peers in a process of its own: whole calls as people have them, with sound, simulcast video and a page's interest. Does as
 * it is told, one order at a time.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { build } from 'hdr-histogram-js';
import type { Source } from '../../../server/protocol/words.ts';
import { createLoadPeer } from '../../load/peer/load-peer.ts';
import type { LoadPeer } from '../../load/peer/peer.ts';
import type { Layout } from '../../load/scenario/scenario.ts';
import { createSlimTransport } from '../../load/transport/slim/slim-transport.ts';
import { inBatches } from './in-batches.ts';

export interface Newcomer {
  readonly room: string;
  readonly sources: readonly Source[];
  readonly layout: Layout;
  /** Or silent. */
  readonly speaks: boolean;
}

export type CrowdOrder =
  | { readonly do: 'enter'; readonly url: string; readonly newcomers: readonly Newcomer[] }
  | { readonly do: 'watch'; readonly seconds: number };

export interface Sight {
  /** Received meanwhile, by all. */
  readonly packets: number;
  readonly lost: number;
  readonly bytes: number;
  /** Streams that carried anything. */
  readonly streams: number;
  /** Milliseconds from capture to arrival, 99th percentile. */
  readonly delay: number;
  /** Cores used by this process; milliseconds its timers were late, 99th percentile. */
  readonly generator: { readonly cores: number; readonly late: number };
  readonly seconds: number;
}

export type CrowdAnswer = { readonly sight: Sight | undefined } | { readonly failure: string };

const verifyOneIn = 1_000;
const loopResolution = 2; // ms
const peers: LoadPeer[] = [];
let onDelay = (_milliseconds: number) => {};

async function enter({ url, newcomers }: Extract<CrowdOrder, { do: 'enter' }>): Promise<void> {
  const entered = await inBatches(newcomers.length, async index => {
    const newcomer = newcomers[index];
    if (!newcomer) throw new Error('nobody to come');
    const peer = createLoadPeer(optionsOf(newcomer, url, peers.length + index));
    await peer.join();
    peer.setSpeaking(newcomer.speaks);
    const failure = peer.report().visits.at(-1)?.failure;
    if (failure) throw new Error(`somebody did not get in: ${failure}`);
    return peer;
  });
  peers.push(...entered);
}

function optionsOf({ room, sources, layout }: Newcomer, url: string, number: number) {
  return {
    ...{ url, room, sources, layout, number, seed: number, name: `Peer ${number}` },
    ...({ simulcast: true, codec: 'VP8', way: 'udp', client: 'slim' } as const),
    ...{ verifyOneIn, createTransport: createSlimTransport, beganAt: performance.now() },
    onDelay: (milliseconds: number) => onDelay(milliseconds),
  };
}

async function watch({ seconds }: Extract<CrowdOrder, { do: 'watch' }>): Promise<Sight> {
  const delays = build({ highestTrackableValue: 60_000_000, useWebAssembly: false });
  const loop = monitorEventLoopDelay({ resolution: loopResolution });
  onDelay = milliseconds => delays.recordValue(Math.max(0, Math.round(milliseconds * 1_000)));
  const [before, began, used] = [totals(), performance.now(), process.cpuUsage()];
  loop.enable();
  await new Promise(resolve => setTimeout(resolve, seconds * 1_000));
  loop.disable();
  onDelay = () => {};
  const [after, lasted] = [totals(), performance.now() - began];
  const { user, system } = process.cpuUsage(used);
  const late = Math.max(0, loop.percentile(99) / 1e6 - loopResolution);
  return {
    packets: after.packets - before.packets,
    lost: after.lost - before.lost,
    bytes: after.bytes - before.bytes,
    streams: after.streams,
    delay: delays.getValueAtPercentile(99) / 1_000,
    generator: { cores: (user + system) / 1_000 / lasted, late },
    seconds: lasted / 1_000,
  };
}

function totals() {
  const received = peers.flatMap(peer => peer.report().received);
  const sum = (of: (stream: (typeof received)[number]) => number) =>
    received.reduce((total, stream) => total + of(stream), 0);
  return {
    packets: sum(({ packets }) => packets),
    lost: sum(({ lost }) => lost),
    bytes: sum(({ bytes }) => bytes),
    streams: received.filter(({ packets }) => packets > 0).length,
  };
}

async function carryOut(order: CrowdOrder): Promise<Sight | undefined> {
  if (order.do === 'watch') return watch(order);
  await enter(order);
  return undefined;
}

// Whoever gave the orders is gone.
process.on('disconnect', () => process.exit());
process.on('message', (order: CrowdOrder) => {
  carryOut(order).then(
    sight => process.send?.({ sight } satisfies CrowdAnswer),
    (error: unknown) => process.send?.({ failure: String(error) } satisfies CrowdAnswer),
  );
});
process.send?.('ready');
