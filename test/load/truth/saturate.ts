/**
 * The slim client beside libdatachannel while more and more is asked of server and machine, by hand:
 * `node test/load/truth/saturate.ts [rounds] [subscribers per round] [seconds]`. Prints one line per round: what each kind received of the
 * same publishers in the same seconds, per receiver, and whether this process was late.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Source } from '../../../server/protocol/words.ts';
import { poll } from '../../support/poll.ts';
import { startServer } from '../../support/server-process.ts';
import { createLoadPeer } from '../peer/load-peer.ts';
import type { LoadPeer } from '../peer/peer.ts';
import { createDatachannelTransport } from '../transport/datachannel/datachannel-transport.ts';
import { createSlimTransport } from '../transport/slim/slim-transport.ts';

const [rounds = 4, perRound = 10, seconds = 10] = process.argv.slice(2).map(Number);
const kinds = { slim: createSlimTransport, datachannel: createDatachannelTransport } as const;
const server = await startServer({ WORKERS: '1' });
const peers: (LoadPeer & { readonly client: keyof typeof kinds })[] = [];
let made = 0;

async function add(client: keyof typeof kinds, sources: readonly Source[]): Promise<void> {
  made += 1;
  const peer = createLoadPeer({
    url: `${server.url.replace(/^http/, 'ws')}/ws`,
    room: 'full',
    name: `Peer ${made}`,
    number: made,
    seed: 1,
    sources,
    layout: sources.length > 0 ? 'none' : '3x3',
    simulcast: false,
    codec: 'H264',
    way: 'udp',
    verifyOneIn: 1,
    createTransport: kinds[client],
    client,
    beganAt: performance.now(),
  });
  await peer.join();
  if (sources.length === 0) peers.push(Object.assign(peer, { client }));
}

function countsOf(client: keyof typeof kinds) {
  const streams = peers.filter(peer => peer.client === client).flatMap(peer => peer.report().received);
  const sum = (name: 'packets' | 'lost' | 'recovered' | 'freezes') =>
    streams.reduce((total, stream) => total + stream[name], 0);
  return { packets: sum('packets'), lost: sum('lost'), recovered: sum('recovered'), freezes: sum('freezes') };
}

async function round(): Promise<void> {
  for (let count = 0; count < perRound; count += 1) {
    await add(count % 2 === 0 ? 'slim' : 'datachannel', []);
  }
  await poll('all receive all', () =>
    peers.every(peer => peer.report().received.filter(({ frames }) => frames > 0).length === 4),
  );
  const before = { slim: countsOf('slim'), datachannel: countsOf('datachannel') };
  const delay = monitorEventLoopDelay();
  delay.enable();
  const [cpu, began] = [process.cpuUsage(), performance.now()];
  await new Promise(resolve => setTimeout(resolve, seconds * 1_000));
  const lasted = performance.now() - began;
  const used = process.cpuUsage(cpu);
  const after = { slim: countsOf('slim'), datachannel: countsOf('datachannel') };
  for (const client of ['slim', 'datachannel'] as const) {
    const receivers = peers.filter(peer => peer.client === client).length;
    const each = (name: keyof typeof after.slim) =>
      ((after[client][name] - before[client][name]) / receivers).toFixed(1);
    console.log(
      `${client.padEnd(11)} ${receivers} receivers, each: ${each('packets')} packets, ${each('lost')} lost, ` +
        `${each('recovered')} recovered, ${each('freezes')} freezes`,
    );
  }
  const busy = ((used.user + used.system) / 10 / lasted).toFixed(0);
  console.log(
    `this process: ${busy} % of a core, event loop late by ${(delay.percentile(99) / 1e6).toFixed(0)} ms (p99)`,
  );
}

await add('slim', ['microphone', 'camera']);
await add('slim', ['microphone', 'camera']);
for (let count = 0; count < rounds; count += 1) await round();
await Promise.all(peers.map(peer => peer.leave()));
await server.stop();
process.exit();
