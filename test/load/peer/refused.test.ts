/** Whom the server does not let in: a load peer says so in the server's word, and comes again where a page would. */
import { expect, test } from 'vitest';
import { poll } from '../../support/poll.ts';
import { newLoadPeer } from './support/new-load-peer.ts';
import { newServer } from './support/new-server.ts';

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

test('who comes to a full room says so, and stays away', async () => {
  const server = await newServer({ MAX_PEERS: '1' });
  const [ann, ben] = [1, 2].map(number => newLoadPeer(server, { room: 'full', number }));
  await ann?.join();
  await ben?.join();
  expect(ann?.report().visits[0]).not.toHaveProperty('failure');
  expect(ben?.report().visits).toMatchObject([{ failure: 'room-full' }]);
});

test('who comes to a server that is to end says so, and comes again; who is inside stays', async () => {
  const server = await newServer({ DRAIN_SECONDS: '60' });
  const [ann, ben] = [1, 2].map(number => newLoadPeer(server, { room: 'drained', number }));
  if (!ann || !ben) throw new Error('two peers');
  await ann.join();
  server.process.kill('SIGTERM');
  void ben.join();
  await poll('it has tried twice', () => ben.report().visits.length === 2);
  expect(ben.report().visits[0]).toMatchObject({ failure: 'draining' });
  expect(ann.report().visits).toHaveLength(1);
  expect(ann.report().visits[0]).not.toHaveProperty('failure');
});

test('who comes to a server that has enough to do says so, and comes again', async () => {
  // Per cent of a processor: so little that a call of four is more.
  const server = await newServer({ MAX_WORKER_CPU: '1' });
  const inside = [1, 2, 3, 4].map(number => newLoadPeer(server, { room: 'busy', number }));
  await Promise.all(inside.map(each => each.join()));
  await poll('it has enough to do', () => server.output().includes('has enough to do'));
  const peer = newLoadPeer(server, { room: 'busy', number: 5 });
  void peer.join();
  await poll('it has tried twice', () => peer.report().visits.length === 2);
  expect(peer.report().visits[0]).toMatchObject({ failure: 'busy' });
});
