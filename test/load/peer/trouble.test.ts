/** What happens to load peers when something breaks: they come back as a page does, and say what it was. */
import { readFileSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { TcpRelay } from '../../e2e/support/tcp-relay.ts';
import { poll } from '../../support/poll.ts';
import { type ServerProcess, startServer } from '../../support/server-process.ts';
import type { LoadPeer } from './peer.ts';
import { newLoadPeer } from './support/new-load-peer.ts';

async function newServer(settings: Record<string, string> = {}): Promise<ServerProcess> {
  const server = await startServer({ WORKERS: '1', ...settings });
  onTestFinished(() => server.kill());
  return server;
}

function framesOf(peer: LoadPeer): number {
  return peer.report().received.reduce((sum, { frames }) => sum + frames, 0);
}

/** Resolves when more has come than until now. */
async function receivesOn(peer: LoadPeer): Promise<void> {
  const before = framesOf(peer);
  await poll('more media', () => framesOf(peer) > before + 30);
}

test('a worker dies: another generation carries on', async () => {
  const server = await newServer();
  const [ann, ben] = [1, 2].map(number => newLoadPeer(server, { room: 'mortal', number }));
  if (!ann || !ben) throw new Error('two peers');
  await ann.join();
  await ben.join();
  await receivesOn(ben);
  const { pid } = server.process;
  // The server's children are its workers.
  const [worker] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').map(Number);
  process.kill(worker ?? 0, 'SIGKILL');
  await poll('another generation', () => [ann, ben].every(peer => peer.report().generations > 0));
  await receivesOn(ben);
  await receivesOn(ann);
  expect(ben.report()).toMatchObject({ reconnects: 0, visits: [{ at: expect.any(Number) }] });
  // One sum of what is over and one that goes on for each source, however many generations there were.
  expect(ben.report().received.filter(({ source }) => source === 'camera').length).toBeLessThanOrEqual(2);
  expect(ben.report().visits[0]).not.toHaveProperty('failure');
});

test('a socket is lost: the peer resumes its seat, and media go on meanwhile', async () => {
  const server = await newServer();
  const relay = await TcpRelay.to(server.url);
  onTestFinished(() => relay.close());
  const ann = newLoadPeer(server, { room: 'cut', number: 1 });
  const ben = newLoadPeer(relay, { room: 'cut', number: 2 });
  await ann.join();
  await ben.join();
  await receivesOn(ben);
  relay.cut();
  await receivesOn(ben);
  relay.restore();
  await poll('the peer is back', () => ben.report().reconnects === 1);
  await receivesOn(ben);
  expect(ben.report()).toMatchObject({ generations: 0, iceRestarts: 0 });
  expect(ben.report().visits[0]).not.toHaveProperty('failure');
});

test('who is refused for the moment says so, and comes again when the server said', async () => {
  const server = await newServer({ JOIN_BURST: '1', JOINS_PER_SECOND: '1' });
  const peers = [1, 2].map(number =>
    newLoadPeer(server, { room: 'narrow', number, sources: [], layout: 'none' }),
  );
  await Promise.all(peers.map(peer => peer.join()));
  const visits = peers.flatMap(peer => peer.report().visits);
  expect(visits.filter(({ failure }) => failure === 'rate-limited').length).toBeGreaterThan(0);
  for (const peer of peers) {
    const last = peer.report().visits.at(-1);
    expect(last).not.toHaveProperty('failure');
    expect(last?.joined).toBeGreaterThan(0);
  }
});

test('who is refused for good says why, and stays away', async () => {
  const server = await newServer();
  const peer = newLoadPeer(server, { room: 'locked', number: 1, token: 'eyJhbGciOiJIUzI1NiJ9.e30.nonsense' });
  await peer.join();
  expect(peer.report().visits).toMatchObject([{ failure: 'token-invalid' }]);
});

test('who leaves and comes back visits twice', async () => {
  const server = await newServer();
  const peer = newLoadPeer(server, { room: 'churn', number: 1 });
  for (let visit = 0; visit < 2; visit += 1) {
    await peer.join();
    await poll('it sends', () => peer.report().sent.some(({ packets }) => packets > 0));
    await peer.leave();
  }
  const { visits, sent, signalling } = peer.report();
  expect(visits).toHaveLength(2);
  for (const visit of visits) expect(visit).not.toHaveProperty('failure');
  expect(sent.filter(({ source }) => source === 'camera')).toHaveLength(3);
  // Joining, connecting, two publications, leaving; and an interest where there was time for it.
  expect(signalling.sent).toBeGreaterThanOrEqual(2 * 5);
  expect(signalling.sent).toBeLessThanOrEqual(2 * 6);
  expect(signalling.sentBytes).toBeGreaterThan(1000);
  expect(signalling.received).toBeGreaterThan(10);
});
