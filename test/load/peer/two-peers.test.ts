/** Load peers against a server as its operator runs it: what one sends the other receives, and both can prove it. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { poll } from '../../support/poll.ts';
import { type ServerProcess, startServer } from '../../support/server-process.ts';
import { newLoadPeer } from './support/new-load-peer.ts';

let server: ServerProcess;

beforeAll(async () => {
  server = await startServer({ WORKERS: '1' });
});

afterAll(async () => {
  expect(await server?.stop()).toBe(0);
});

test('two peers hear and see each other, and every packet is what it claims to be', async () => {
  const ann = newLoadPeer(server, { room: 'pair', number: 1 });
  const ben = newLoadPeer(server, { room: 'pair', number: 2 });
  await ann.join();
  await ben.join();
  for (const peer of [ann, ben]) {
    await poll('sound and pictures', () => {
      const { received } = peer.report();
      return ['microphone', 'camera'].every(source =>
        received.some(stream => stream.source === source && stream.frames > 60),
      );
    });
  }
  const [first, second] = [ann.report(), ben.report()];
  for (const { received, sent, visits } of [first, second]) {
    for (const stream of received) {
      expect(stream).toMatchObject({ rejected: 0, lost: 0 });
      expect(stream.verified).toBe(stream.packets);
    }
    expect(sent.map(({ source, rid }) => [source, rid])).toEqual([
      ['microphone', null],
      ['camera', 'r0'],
      ['camera', 'r1'],
      ['camera', 'r2'],
    ]);
    expect(visits).toHaveLength(1);
    expect(visits[0]).not.toHaveProperty('failure');
  }
  const [visit] = second.visits;
  const {
    hello = 0,
    joined = 0,
    connected = 0,
    sendConnected = 0,
    firstAudio = 0,
    firstVideo = 0,
  } = visit ?? {};
  expect(hello).toBeGreaterThan(0);
  expect(joined).toBeGreaterThan(hello);
  expect(connected).toBeGreaterThan(joined);
  expect(sendConnected).toBeGreaterThan(joined);
  expect(firstAudio).toBeGreaterThanOrEqual(connected - 50);
  expect(firstVideo).toBeGreaterThanOrEqual(connected - 50);
  // Whoever was there first had nobody to wait for.
  expect(first.visits[0]).not.toHaveProperty('firstVideo');
  await Promise.all([ann.leave(), ben.leave()]);
  expect(ann.report().visits[0]).not.toHaveProperty('failure');
});
