/** The client on libdatachannel against a real worker: what it counts is what the engine says of the same streams. */
import { expect, onTestFinished, test } from 'vitest';
import { vp8KeyFrame } from '../../conformance/support/media-source.ts';
import { opus } from '../../support/media.ts';
import * as browser from '../../support/media-parameters.ts';
import { poll } from '../../support/poll.ts';
import { createDatachannelTransport } from '../transport/datachannel/datachannel-transport.ts';
import type { SentStream } from '../transport/transport.ts';
import { connectTo, publish, receive, startRouter } from './support/engine.ts';

const captureTime = {
  uri: 'http://www.webrtc.org/experiments/rtp-hdrext/abs-capture-time',
  id: 14,
} as const;

/** A packet each 20 ms, each a whole frame, `count` of them; `from`: how many were sent before. Resolves when the last was sent. */
function play(stream: SentStream, ticks: number, count: number, from = 0): Promise<void> {
  const payload = vp8KeyFrame('x'.repeat(500));
  let sent = from;
  return new Promise(resolve => {
    const timer = setInterval(() => {
      stream.send({ payload, timestamp: (4_294_900_000 + sent * ticks) >>> 0, marker: true });
      sent += 1;
      if (sent < from + count) return;
      clearInterval(timer);
      resolve();
    }, 20);
    onTestFinished(() => clearInterval(timer));
  });
}

test('what it sends and receives is what the engine counts', async () => {
  const router = await startRouter();
  const sending = await connectTo(router, 'send', createDatachannelTransport);
  const receiving = await connectTo(router, 'recv', createDatachannelTransport);
  let asked = 0;
  let keyFrames = 0;
  const delays: number[] = [];
  const parameters = browser.vp8();
  parameters.headerExtensions?.push(captureTime);
  const video = await publish(sending, parameters, () => {
    asked += 1;
  });
  const audio = await publish(sending, opus(), () => {});
  const seen = await receive(receiving, video.producer, { onFirstKeyFrame: () => (keyFrames += 1) });
  // A stream that is added later needs no new description.
  const heard = await receive(receiving, audio.producer);
  Object.assign(seen.stream.counters, { onDelay: (each: number) => delays.push(each) });
  const played = Promise.all([play(video.stream, 1_800, 150), play(audio.stream, 960, 150)]);
  await poll('packets come', () => seen.stream.counters.packets > 0);
  seen.stream.requestKeyFrame();
  await played;
  await poll(
    'all has come',
    () => seen.stream.counters.packets >= 150 && heard.stream.counters.packets >= 150,
  );

  expect(video.stream.counters.packets).toBe(150);
  expect(seen.stream.counters).toMatchObject({
    packets: 150,
    lost: 0,
    frames: 150,
    verified: 150,
  });
  expect(heard.stream.counters).toMatchObject({ packets: 150, lost: 0, frames: 150 });
  const outbound = (await seen.consumer.getStats()).find(({ type }) => type === 'outbound-rtp');
  expect(outbound).toMatchObject({
    packetCount: 150,
    // The engine counts without the tag.
    byteCount: seen.stream.counters.bytes - 150 * 16,
  });
  expect(asked).toBeGreaterThan(0);
  expect(video.stream.counters.keyFrameRequests).toBe(asked);
  expect(keyFrames).toBe(1);
  expect(seen.stream.counters.jitter).toBeLessThan(20);
  expect(delays).toHaveLength(150);
  expect(Math.min(...delays)).toBeGreaterThanOrEqual(0);
  expect(delays.toSorted((one, other) => one - other)[75]).toBeLessThan(50);
  await poll('a report of the receiver came', async () => {
    const [inbound] = await seen.consumer.getStats();
    return inbound?.roundTripTime !== undefined && inbound.roundTripTime > 0;
  });
  await poll('a report of the engine came', () => video.stream.counters.roundTrip !== undefined);
  expect(video.stream.counters.roundTrip).toBeLessThan(1_000);
});

test('what the network loses is repeated, both ways, and what cannot be is lost', async () => {
  const router = await startRouter();
  const sending = await connectTo(router, 'send', createDatachannelTransport);
  const receiving = await connectTo(router, 'recv', createDatachannelTransport);
  const video = await publish(sending, browser.vp8(), () => {});
  const bare = await publish(sending, opus(), () => {});
  const seen = await receive(receiving, video.producer);
  const heard = await receive(receiving, bare.producer);
  const playBoth = (from: number, count: number) =>
    Promise.all([play(video.stream, 1_800, count, from), play(bare.stream, 960, count, from)]);
  // Nobody misses what is lost before the first or after the last that comes.
  await playBoth(0, 5);
  await poll('the first have come', () => seen.stream.counters.packets >= 5);
  sending.relay.up.loseEvery(11);
  receiving.relay.down.loseEvery(13);
  await playBoth(5, 290);
  sending.relay.up.loseEvery(Number.POSITIVE_INFINITY);
  receiving.relay.down.loseEvery(Number.POSITIVE_INFINITY);
  await playBoth(295, 5);
  await poll(
    'the gaps are filled',
    () => seen.stream.counters.packets >= 300 && seen.stream.counters.lost <= 0,
  );

  expect(seen.stream.counters.lost).toBeLessThanOrEqual(0); // some came twice
  expect(seen.stream.counters.recovered).toBeGreaterThan(5);
  expect(video.stream.counters.retransmitted).toBeGreaterThan(5);
  // Audio without RTX and NACK.
  expect(heard.stream.counters.nacks).toBe(0);
  expect(heard.stream.counters.lost).toBeGreaterThan(5);
});

test('it says that the server closed it, and what it cannot do', async () => {
  const router = await startRouter();
  const receiving = await connectTo(router, 'recv', createDatachannelTransport);
  const { engine, client, lost } = receiving;
  await expect(client.restartIce(engine.iceParameters)).rejects.toThrow('cannot restart ICE');
  engine.close();
  await poll('it is lost', () => lost.length > 0);
  expect(lost).toEqual(['closed by the server']);
  expect(() =>
    createDatachannelTransport({
      info: {} as never,
      direction: 'recv',
      iceServers: [],
      way: 'turn-tls',
      verifyOneIn: 1,
      onLost() {},
    }),
  ).toThrow('UDP only');
});
