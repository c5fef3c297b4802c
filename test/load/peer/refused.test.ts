/** Whom the server does not let in: a load peer says so in the server's word, and comes again where a page would. */
import { expect, test } from 'vitest';
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
