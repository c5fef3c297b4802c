/** What the server makes of our transport-wide feedback: its estimate of a way that could carry more goes up, of one that cannot, does not. */
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { poll } from '../../support/poll.ts';
import { createSlimTransport } from './slim/slim-transport.ts';
import { Camera } from './support/camera.ts';
import { consume, Engine } from './support/engine.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await Engine.start('127.0.0.1');
});
afterAll(() => engine.close());

it('rises', async () => {
  const sending = await engine.connect(createSlimTransport);
  const receiving = await engine.connect(createSlimTransport, { direction: 'recv' });
  const camera = await Camera.start(sending.client, sending.server, {
    packetsPerFrame: 6,
    payloadBytes: 1_000,
  });
  onTestFinished(() => camera.stop());
  const { consumer, stream } = await consume(receiving.server, camera.producer);
  receiving.client.receive(stream);
  const available = async () => (await receiving.server.getStats())[0]?.availableOutgoingBitrate ?? 0;
  const initial = await available();
  await consumer.resume();
  await poll('the estimate is half as much again', async () => (await available()) > 1.5 * initial);
  expect(initial).toBeGreaterThan(0);
});
