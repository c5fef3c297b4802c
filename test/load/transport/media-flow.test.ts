/** What a slim transport sends, a real worker takes and forwards to another, and nothing of it is lost, wrong or late. */
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { poll } from '../../support/poll.ts';
import { createSlimTransport } from './slim/slim-transport.ts';
import { Camera } from './support/camera.ts';
import { consume, Engine } from './support/engine.ts';
import type { ReceivedCounters } from './transport.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await Engine.start('127.0.0.1');
});
afterAll(() => engine.close());

describe('a camera sent by one slim transport to another', () => {
  it('arrives whole, verified and on time, over a wrap of its sequence numbers', async () => {
    const sending = await engine.connect(createSlimTransport);
    const receiving = await engine.connect(createSlimTransport, { direction: 'recv' });
    const camera = await Camera.start(sending.client, sending.server);
    onTestFinished(() => camera.stop());
    const { consumer, stream } = await consume(receiving.server, camera.producer);
    let sawKeyFrame = false;
    const onFirstKeyFrame = () => {
      sawKeyFrame = true;
    };
    const received = receiving.client.receive({ ...stream, onFirstKeyFrame });
    const delays: number[] = [];
    (received.counters as ReceivedCounters).onDelay = milliseconds => delays.push(milliseconds);
    await consumer.resume();
    const { counters } = received;
    await poll('100 frames', () => counters.frames >= 100);
    expect(counters).toMatchObject({ rejected: 0, lost: 0, recovered: 0 });
    expect(counters.verified).toBe(counters.packets);
    expect(sawKeyFrame).toBe(true);
    expect(delays.length).toBeGreaterThanOrEqual(300);
    expect(Math.min(...delays)).toBeGreaterThan(0);
    expect(median(delays)).toBeLessThan(50);
    expect(camera.stream.counters.packets).toBeGreaterThanOrEqual(counters.packets);
    expect(camera.stream.counters.roundTrip).toBeLessThan(100);
  });
});

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[values.length >> 1] ?? Number.NaN;
}
