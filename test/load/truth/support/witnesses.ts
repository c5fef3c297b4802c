/** The same call seen by the slim client, by libdatachannel and by Chromium: one receiver of each in one room, each by a way that can lose packets. */
import { onTestFinished } from 'vitest';
import { UdpRelay } from '../../../e2e/support/udp-relay.ts';
import type { ServerProcess } from '../../../support/server-process.ts';
import { openBrowserPeers } from '../../browsers/browser-peers.ts';
import { newLoadPeer } from '../../peer/support/new-load-peer.ts';
import type { PeerReport } from '../../report/peer-report.ts';
import { createDatachannelTransport } from '../../transport/datachannel/datachannel-transport.ts';
import { createSlimTransport } from '../../transport/slim/slim-transport.ts';
import { throughRelay } from '../../transport/support/through-relay.ts';
import type { CreateTransport } from '../../transport/transport.ts';

export const clients = ['slim', 'datachannel', 'chromium'] as const;
export type Client = (typeof clients)[number];

export interface Witness {
  readonly client: Client;
  readonly relay: UdpRelay;
  report(): Promise<PeerReport>;
}

/** Resolves when all three are in the room. */
export async function callWitnesses(server: ServerProcess, room: string): Promise<Witness[]> {
  return Promise.all([
    loadWitness(server, room, 'slim', createSlimTransport),
    loadWitness(server, room, 'datachannel', createDatachannelTransport),
    browserWitness(server, room),
  ]);
}

async function loadWitness(
  server: ServerProcess,
  room: string,
  client: Client,
  createTransport: CreateTransport,
): Promise<Witness> {
  const relay = await newRelay(server);
  const peer = newLoadPeer(server, {
    room,
    number: 10 + clients.indexOf(client),
    name: client,
    sources: [],
    client,
    createTransport: throughRelay(relay.port, createTransport),
  });
  void peer.join(); // it is in the report when it has failed
  return { client, relay, report: async () => peer.report() };
}

async function browserWitness(server: ServerProcess, room: string): Promise<Witness> {
  const relay = await newRelay(server);
  const peer = { number: 12, room, name: 'chromium', publishes: false, layout: '3x3' } as const;
  const { url } = server;
  const browsers = await openBrowserPeers({ url, mediaPort: relay.port, peers: [peer] });
  onTestFinished(() => browsers.close());
  await browsers.join(performance.now());
  const report = async () => {
    const [first] = await browsers.reports();
    if (!first) throw new Error('no report');
    return first;
  };
  return { client: 'chromium', relay, report };
}

async function newRelay({ address }: ServerProcess): Promise<UdpRelay> {
  const relay = await UdpRelay.to(Number(address.MEDIA_PORT));
  onTestFinished(() => relay.close());
  return relay;
}
