/**
 * What one received packet costs of this process's CPU: header only, with transport-wide feedback, and with that decrypting each. One
 * camera of 500 kbit/s, 60 subscribers; the modes one after another and then in reverse, so that what the machine does meanwhile falls on all alike.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { poll } from '../../support/poll.ts';
import { createSlimTransport } from './slim/slim-transport.ts';
import { Camera } from './support/camera.ts';
import { type Connected, consume, Engine } from './support/engine.ts';
import type { ReceivedStream } from './transport.ts';

const subscribers = 60;
const packetsEach = 12_000;
const transportSequence = 'http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01';

interface Mode {
  readonly name: string;
  readonly verifyOneIn: number;
  readonly feedback: boolean;
}

const modes: readonly Mode[] = [
  { name: 'header only', verifyOneIn: 1_000_000, feedback: false },
  { name: 'header, and transport-wide feedback', verifyOneIn: 1_000_000, feedback: true },
  { name: 'verifying each, without feedback', verifyOneIn: 1, feedback: false },
  { name: 'verifying each, and feedback', verifyOneIn: 1, feedback: true },
];

let engine: Engine;
let camera: Camera;
beforeAll(async () => {
  engine = await Engine.start('127.0.0.1');
  const { client, server } = await engine.connect(createSlimTransport);
  camera = await Camera.start(client, server, { packetsPerFrame: 2, payloadBytes: 1_000 });
});
afterAll(() => {
  camera.stop();
  engine.close();
});

it('is little', async () => {
  const costs = new Map(modes.map(({ name }) => [name, [] as number[]]));
  for (const mode of [...modes, ...modes.toReversed()]) costs.get(mode.name)?.push(await costOf(mode));
  for (const [name, each] of costs) {
    console.log(`${name}: ${each.map(cost => cost.toFixed(1)).join(' and ')} us of CPU per packet`);
  }
  const all = [...costs.values()].flat();
  expect(Math.min(...all)).toBeGreaterThan(0);
  expect(Math.max(...all)).toBeLessThan(100); // half a core for 60 subscribers would be too much
}, 180_000);

/** us of CPU per packet. */
async function costOf({ verifyOneIn, feedback }: Mode): Promise<number> {
  const connected: Connected[] = [];
  const streams: ReceivedStream[] = [];
  for (let count = 0; count < subscribers; count += 1) {
    const both = await engine.connect(createSlimTransport, { direction: 'recv', verifyOneIn });
    const { consumer, stream } = await consume(both.server, camera.producer);
    const extensions = new Map(
      [...stream.extensions].filter(([uri]) => feedback || uri !== transportSequence),
    );
    streams.push(both.client.receive({ ...stream, extensions }));
    connected.push(both);
    await consumer.resume();
  }
  const before = packetsOf(streams);
  const used = process.cpuUsage();
  await poll('enough packets', () => packetsOf(streams) - before >= packetsEach);
  const { user, system } = process.cpuUsage(used);
  const packets = packetsOf(streams) - before;
  for (const { counters } of streams) expect(counters.rejected).toBe(0);
  for (const { client, server } of connected) {
    client.close();
    server.close();
  }
  return (user + system) / packets;
}

function packetsOf(streams: readonly ReceivedStream[]): number {
  return streams.reduce((sum, { counters }) => sum + counters.packets, 0);
}
