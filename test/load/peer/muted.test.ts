/** A load peer that somebody mutes: it follows as a page does, and says nothing against it. */
import { expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { subprotocol } from '../../../server/protocol/jsonrpc.ts';
import { TcpRelay } from '../../e2e/support/tcp-relay.ts';
import { enter } from '../../support/join.ts';
import { poll } from '../../support/poll.ts';
import type { ServerProcess } from '../../support/server-process.ts';
import { WsClient } from '../../support/ws-client.ts';
import type { LoadPeer } from './peer.ts';
import { newLoadPeer } from './support/new-load-peer.ts';
import { killWorkerOf, newServer } from './support/new-server.ts';

/** On an open server, who comes first. */
async function newModerator({ url }: ServerProcess, room: string): Promise<WsClient> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/ws`, subprotocol);
  onTestFinished(() => socket.close());
  const client = await WsClient.over(socket);
  await enter(client, { room, name: 'Mia' });
  return client;
}

function sentOf(peer: LoadPeer, source: string): number {
  const ofSource = peer.report().sent.filter(each => each.source === source);
  return ofSource.reduce((sum, { packets }) => sum + packets, 0);
}

/** What is sent of its camera while a second of sound is. */
async function picturesMeanwhile(peer: LoadPeer): Promise<number> {
  const [camera, microphone] = [sentOf(peer, 'camera'), sentOf(peer, 'microphone')];
  await poll('more sound', () => sentOf(peer, 'microphone') > microphone + 50);
  return sentOf(peer, 'camera') - camera;
}

/** Of the only load peer in the room, by force. */
async function muteCamera(moderator: WsClient): Promise<void> {
  const peers = Object.values(moderator.room.state?.peers ?? {});
  const producers = peers.flatMap(each => Object.values(each.producers));
  const { producerId = '' } = producers.find(({ source }) => source === 'camera') ?? {};
  await moderator.request('muteProducer', { producerId, force: true });
}

test('nothing is sent of what a moderator has muted, and in another generation neither', async () => {
  const server = await newServer();
  const moderator = await newModerator(server, 'hushed');
  const peer = newLoadPeer(server, { room: 'hushed', number: 1 });
  await peer.join();
  expect(await picturesMeanwhile(peer)).toBeGreaterThan(0);
  await muteCamera(moderator);
  await poll('no more pictures', async () => (await picturesMeanwhile(peer)) === 0);
  killWorkerOf(server);
  await poll('another generation', () => peer.report().generations > 0);
  expect(await picturesMeanwhile(peer)).toBe(0);
  expect(peer.report().visits[0]).not.toHaveProperty('failure');
});

test('nor of what was muted while its socket was lost, however much else happened since', async () => {
  const server = await newServer({ REQUEST_BURST: '5000' });
  const relay = await TcpRelay.to(server.url);
  onTestFinished(() => relay.close());
  const moderator = await newModerator(server, 'absent');
  const peer = newLoadPeer(relay, { room: 'absent', number: 1 });
  await peer.join();
  expect(await picturesMeanwhile(peer)).toBeGreaterThan(0);
  relay.cut();
  await muteCamera(moderator);
  // More than a room's log keeps: the whole state is told in place of events.
  for (let times = 0; times < 300; times += 1) {
    await moderator.request('setHand', { raised: times % 2 === 0 });
  }
  expect(await picturesMeanwhile(peer)).toBeGreaterThan(0);
  relay.restore();
  await poll('the peer is back', () => peer.report().reconnects === 1);
  await poll('no more pictures', async () => (await picturesMeanwhile(peer)) === 0);
  expect(peer.report().visits[0]).not.toHaveProperty('failure');
});
