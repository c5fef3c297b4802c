/** What happens to load peers when something breaks: they come back as a page does, and say what it was. */
import { expect, onTestFinished, test } from 'vitest';
import { TcpRelay } from '../../e2e/support/tcp-relay.ts';
import { UdpRelay } from '../../e2e/support/udp-relay.ts';
import { poll } from '../../support/poll.ts';
import { slimTransports } from '../transport/slim/slim-transport.ts';
import { throughRelay } from '../transport/support/through-relay.ts';
import { newLoadPeer } from './support/new-load-peer.ts';
import { killWorkerOf, newServer } from './support/new-server.ts';
import { receivesOn } from './support/receives-on.ts';

test('a worker dies: another generation carries on', async () => {
  const server = await newServer();
  const [ann, ben] = [1, 2].map(number => newLoadPeer(server, { room: 'mortal', number }));
  if (!ann || !ben) throw new Error('two peers');
  await ann.join();
  await ben.join();
  await receivesOn(ben);
  killWorkerOf(server);
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

test('a path is lost: ICE finds another one, and the same media go on', async () => {
  const server = await newServer();
  const relay = await UdpRelay.to(Number(server.address.MEDIA_PORT));
  onTestFinished(() => relay.close());
  const ann = newLoadPeer(server, { room: 'moved', number: 1 });
  const createTransport = throughRelay(relay.port, slimTransports({ every: 200, lostAfter: 1_500 }));
  const ben = newLoadPeer(server, { room: 'moved', number: 2, createTransport });
  await ann.join();
  await ben.join();
  await receivesOn(ben);
  relay.cut();
  relay.restore(); // for other ports
  await poll('both transports have found another way', () => ben.report().iceRestarts === 2);
  await receivesOn(ben);
  await receivesOn(ann);
  expect(ben.report()).toMatchObject({ reconnects: 0, generations: 0, iceRestarts: 2 });
  expect(ben.report().visits[0]).not.toHaveProperty('failure');
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
