/**
 * Floods at the media ports while a call goes on and others join: nothing foreign is forwarded, nobody's call is disturbed, every join
 * succeeds, and the worker does not grow. Real ICE, DTLS and SRTP; the flood comes from this process, 5,000 packets a second.
 */
import { readFileSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { microphone, ssrcOf } from '../conformance/support/media-parameters.ts';
import { play, streamOf } from '../conformance/support/media-source.ts';
import type { MediaTransport } from '../conformance/support/media-transport.ts';
import { connectMedia } from '../support/connect-media.ts';
import { consumerOf, join } from '../support/join.ts';
import { MediaFlood } from '../support/media-flood.ts';
import { nothing } from '../support/media-parameters.ts';
import { startApp, type TestApp } from '../support/start-app.ts';

const joins = 15;
const kept = 500; // datagrams of the call that can be replayed

/** Ann speaks, and what she sends is recorded on the way. */
async function speaker(app: TestApp) {
  const ann = await join(app, { interest: nothing });
  const voice = microphone();
  expect((await ann.send('publish', voice)).error).toBeUndefined();
  const sending = await connectMedia(ann, ann.joined.media.sendTransport);
  const recorded: Buffer[] = [];
  sending.onSent = data => {
    recorded.push(data);
    if (recorded.length > kept) recorded.shift();
  };
  const stop = play(sending, [streamOf(voice, 'voice')]);
  onTestFinished(stop);
  return { ann, voice, sending, recorded, stop };
}

/** Joins, and hears Ann. */
async function listener(app: TestApp, name: string, producerId: string) {
  const client = await join(app, { name });
  const { consumerId, rtpParameters } = await consumerOf(client, producerId);
  const receiving = await connectMedia(client, client.joined.media.recvTransport);
  await client.request('startConsumers', { consumerIds: [consumerId] });
  await receiving.until(`${name} hears`, () => receiving.rtp.length > 0);
  return { client, receiving, ssrc: rtpParameters.encodings[0]?.ssrc ?? 0 };
}

/** What the worker's process holds, in MiB. */
function memoryOf(pid: number): number {
  const [, kib] = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kib) / 1024;
}

/** How the packets of the one stream came. */
function heard({ rtp }: MediaTransport, ssrc: number) {
  const numbers = rtp.map(({ header }) => header.sequenceNumber);
  const steps = numbers.slice(1).map((number, index) => (number - (numbers[index] ?? 0)) & 0xffff);
  const doubled = steps.filter(step => step === 0 || step > 0x8000).length;
  const lost = doubled > 0 ? 0 : steps.reduce((total, step) => total + step - 1, 0);
  const foreign = rtp.filter(({ header, payload }) => header.ssrc !== ssrc || String(payload) !== 'voice');
  return { doubled, lost, foreign: foreign.length };
}

test('floods at the media port touch no call, keep nobody out, and do not stay in the worker', async () => {
  const app = await startApp();
  const { ann, voice, sending, recorded, stop } = await speaker(app);
  const bob = await listener(app, 'Bob', voice.producerId);
  const [pid] = app.pool.pids;
  if (pid === undefined) throw new Error('no worker');
  const memory = memoryOf(pid);
  const flood = await MediaFlood.start({
    port: app.mediaPort,
    recorded: () => recorded,
    ssrcs: [ssrcOf(voice), bob.ssrc],
    usernames: [ann, bob.client].flatMap(({ joined: { media } }) =>
      [media.sendTransport, media.recvTransport].map(({ iceParameters }) => iceParameters.usernameFragment),
    ),
  });
  onTestFinished(() => flood.stop());

  const latecomers = [];
  for (let count = 0; count < joins; count += 1) {
    latecomers.push(await listener(app, `Cy ${count}`, voice.producerId));
    // Her own packets a second time, from her own address: as a network doubles them.
    for (const data of recorded.slice(-20)) sending.sendAsIs(data);
  }
  const before = bob.receiving.rtp.length;
  await bob.receiving.until('the call goes on', () => bob.receiving.rtp.length > before + 100);
  stop();
  const { sent } = flood;
  const grown = memoryOf(pid) - memory;

  for (const { receiving, ssrc } of [bob, ...latecomers]) {
    const { lost, ...others } = heard(receiving, ssrc);
    expect(others).toEqual({ doubled: 0, foreign: 0 });
    // None here; a machine that has much else to do may not read each datagram in time.
    expect(lost).toBeLessThanOrEqual(receiving.rtp.length / 100);
  }
  expect(bob.receiving.rtp.length).toBeGreaterThan(50);
  expect(sent).toBeGreaterThan(5_000);
  expect(grown).toBeLessThan(24); // 104 KiB for each who joined, and what a process takes ahead
  expect(app.pool.pids).toEqual([pid]);
  expect(app.troubles()).toEqual([]);
});
