/** Browsers in a run: they publish as well as they receive, and say what kept them out. */
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { poll } from '../../support/poll.ts';
import { type ServerProcess, startServer } from '../../support/server-process.ts';
import { newLoadPeer } from '../peer/support/new-load-peer.ts';
import { openBrowserPeers } from './browser-peers.ts';

let server: ServerProcess;

beforeAll(async () => {
  server = await startServer({ WORKERS: '1' });
});

afterAll(async () => {
  expect(await server?.stop()).toBe(0);
});

test('a browser that publishes is heard and seen by a load peer, and both count the same', async () => {
  const slim = newLoadPeer(server, { room: 'mixed', number: 1, sources: [] });
  await slim.join();
  const publisher = { number: 2, room: 'mixed', name: 'Ann', publishes: true, layout: 'audio' } as const;
  const browsers = await openBrowserPeers({ url: server.url, peers: [publisher] });
  onTestFinished(() => browsers.close());
  const beganAt = performance.now();
  await browsers.join(beganAt);
  const kinds = ['microphone', 'camera'];
  await poll('sound and pictures of it', () => {
    const { received } = slim.report();
    return kinds.every(source => received.some(stream => stream.source === source && stream.frames > 100));
  });
  const [report] = await browsers.reports();
  expect(report).toMatchObject({
    number: 2,
    room: 'mixed',
    client: 'chromium',
    reconnects: 0,
    generations: 0,
    iceRestarts: 0,
  });
  const [visit] = report?.visits ?? [];
  expect(visit?.at).toBeGreaterThan(0);
  expect(visit?.at).toBeLessThan(performance.now() - beganAt);
  expect(visit?.sendConnected).toBeGreaterThan(visit?.joined ?? 0);
  expect(visit).not.toHaveProperty('failure');
  expect(report?.signalling.sent).toBeGreaterThanOrEqual(3);
  const sound = report?.sent.find(({ source }) => source === 'microphone');
  const heard = slim.report().received.find(({ source }) => source === 'microphone');
  // It was sent from a moment before the load peer was ready for it, and asked a moment later.
  expect(heard?.packets).toBeGreaterThan((sound?.packets ?? 0) * 0.5);
  expect(heard).toMatchObject({ lost: 0, rejected: 0 });
  expect(
    report?.sent.some(({ source, rid, packets }) => source === 'camera' && rid === 'r0' && packets > 50),
  ).toBe(true);
});

test('what keeps a browser out is in its report', async () => {
  const peer = { number: 3, room: 'x'.repeat(300), name: 'Ben', publishes: false, layout: 'none' } as const;
  const browsers = await openBrowserPeers({ url: server.url, peers: [peer] });
  onTestFinished(() => browsers.close());
  await browsers.join(performance.now());
  const [report] = await browsers.reports();
  expect(report?.visits).toMatchObject([{ failure: 'invalid-params' }]);
  expect(report?.received).toEqual([]);
  await browsers.close();
  await browsers.close();
});
