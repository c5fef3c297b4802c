/** The metrics of a server that carries a call, over HTTP, held to what the workers themselves say; and what a scrape costs them. */

import type { Consumer, Producer } from 'mediasoup/types';
import { expect, onTestFinished, test, vi } from 'vitest';
import { camera, microphone } from '../conformance/support/media-parameters.ts';
import { play, streamOf } from '../conformance/support/media-source.ts';
import { connectMedia } from '../support/connect-media.ts';
import { freeHttpPort } from '../support/free-ports.ts';
import { consumerOf, join } from '../support/join.ts';
import * as media from '../support/media-parameters.ts';
import { poll } from '../support/poll.ts';
import { scrape } from '../support/scraped.ts';
import { startApp } from '../support/start-app.ts';

async function measuredApp() {
  const app = await startApp({ settings: { METRICS_PORT: String(await freeHttpPort()) } });
  const url = await app.metrics?.listen();
  if (url === undefined) throw new Error('it has no metrics');
  return { app, url };
}

/** Of all streams of that type, as the worker has counted them. */
async function packetsOf(ends: Iterable<Producer | Consumer>, type: string): Promise<number> {
  const stats = await Promise.all([...ends].map(end => end.getStats()));
  return stats
    .flat()
    .filter(stat => stat.type === type)
    .reduce((sum, { packetCount }) => sum + packetCount, 0);
}

test('what flows in a call of two is counted as the worker counts it', async () => {
  const { app, url } = await measuredApp();
  const [ann, bob] = [await join(app), await join(app, { name: 'Bob' })];
  const [voice, picture] = [microphone(), camera()];
  for (const publication of [voice, picture]) {
    expect((await ann.send('publish', publication)).error).toBeUndefined();
  }
  const sending = await connectMedia(ann, ann.joined.media.sendTransport);
  const receiving = await connectMedia(bob, bob.joined.media.recvTransport);
  const consumers = [await consumerOf(bob, voice.producerId), await consumerOf(bob, picture.producerId)];
  await bob.request('startConsumers', { consumerIds: consumers.map(({ consumerId }) => consumerId) });
  const stop = play(sending, [streamOf(voice, 'voice'), streamOf(picture, 'picture')]);
  onTestFinished(stop);
  await scrape(url); // from now on it counts
  await receiving.until('both arrive', () => receiving.rtp.length > 100);
  stop();

  const packets = async () => {
    const metrics = await scrape(url);
    return ['in', 'out'].map(direction => metrics.get(`plenum_rtp_packets_total{direction="${direction}"}`));
  };
  const { producers, consumers: ends } = app.engine;
  await poll('the numbers agree', async () => {
    const counted = [await packetsOf(producers, 'inbound-rtp'), await packetsOf(ends, 'outbound-rtp')];
    return counted.every(count => count > 0) && String(await packets()) === String(counted);
  });

  expect(Object.fromEntries(await scrape(url))).toMatchObject({
    plenum_rooms: 1,
    plenum_peers: 2,
    plenum_sockets: 2,
    'plenum_producers{source="microphone"}': 1,
    'plenum_producers{source="camera"}': 1,
    'plenum_consumers{kind="audio"}': 1,
    'plenum_consumers{kind="video"}': 1,
    'plenum_worker_consumers{worker="0"}': 2,
    plenum_join_seconds_count: 2,
    plenum_transport_connect_seconds_count: 2,
    plenum_first_media_seconds_count: 0, // nothing was there when Bob came
    'plenum_worker_deaths_total{worker="0"}': 0,
  });
  const before = await packets();
  await bob.request('leave', {});
  await ann.request('leave', {});
  await poll('both have left', async () => (await scrape(url)).get('plenum_peers') === 0);
  expect(await packets()).toEqual(before); // what has ended stays counted
  const after = await scrape(url);
  expect(after.get('plenum_peers_left_total{reason="left"}')).toBe(2);
  await poll(
    'the worker has said what it used',
    async () => ((await scrape(url)).get('plenum_worker_cpu_seconds_total{worker="0"}') ?? 0) > 0,
  );
  expect(app.troubles()).toEqual([]);
});

test('a scrape asks no worker, and what goes on behind it is bounded, however many listen', async () => {
  const { app, url } = await measuredApp();
  const speaker = await join(app, { interest: media.nothing });
  const names = Array.from({ length: 99 }, (_, index) => `Peer ${index}`);
  for (const name of names) await join(app, { name });
  for (const publication of [media.microphone(), media.camera()])
    await speaker.request('publish', publication);
  await poll('everybody receives both', () => app.engine.consumers.size === 2 * names.length);
  let asked = 0;
  for (const end of [...app.engine.consumers, ...app.engine.producers]) {
    const getStats = end.getStats.bind(end) as () => Promise<never>;
    vi.spyOn(end, 'getStats').mockImplementation(() => {
      asked += 1;
      return getStats();
    });
  }
  const from = performance.now();
  await scrape(url);
  // It wakes the rounds, of which each 100 ms have ten questions: within the first there is none.
  expect(asked).toBeLessThanOrEqual(10 * Math.floor((performance.now() - from) / 100));
  let scrapes = 0;
  await poll('each stream was asked twice', async () => {
    await scrape(url);
    scrapes += 1;
    return asked >= 2 * (app.engine.consumers.size + app.engine.producers.size);
  });
  const seconds = (performance.now() - from) / 1_000;
  expect(scrapes).toBeGreaterThan(10);
  expect(asked / seconds).toBeLessThanOrEqual(110);
});

test('only /metrics is there, and no more of it once the server has closed', async () => {
  const { app, url } = await measuredApp();
  expect((await fetch(url)).status).toBe(404);
  expect((await fetch(`${url}/healthz`)).status).toBe(404);
  const { headers } = await fetch(`${url}/metrics`);
  expect(headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
  await app.close();
  await expect(fetch(`${url}/metrics`)).rejects.toThrow();
});

test('without a port nothing is measured', async () => {
  expect((await startApp()).metrics).toBeUndefined();
});
