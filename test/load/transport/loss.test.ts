/** On a way that loses packets: what is missing is asked for and comes, both ways, and the counters say what happened. */
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { poll } from '../../support/poll.ts';
import { createSlimTransport, slimTransports } from './slim/slim-transport.ts';
import { Camera } from './support/camera.ts';
import { type Connected, consume, Engine, infoOf } from './support/engine.ts';
import { LossyRelay } from './support/lossy-relay.ts';
import type { CreateTransport } from './transport.ts';

const dropOneIn = 20;

let engine: Engine;
beforeAll(async () => {
  engine = await Engine.start('127.0.0.1');
});
afterAll(() => engine.close());

it('is repaired from the server, by retransmissions of its own kind', async () => {
  const sending = await engine.connect(createSlimTransport);
  const { relay, ...receiving } = await connectOver('recv');
  const camera = await started(sending);
  const { consumer, stream: options } = await consume(receiving.server, camera.producer);
  expect(options.rtxSsrc).toBeDefined();
  const { counters } = receiving.client.receive(options);
  await consumer.resume();
  relay.dropOneIn = dropOneIn;
  await poll('20 recovered', () => counters.recovered >= 20);
  relay.dropOneIn = 0;
  await poll('nothing is missing', () => counters.lost === 0);
  expect(counters.nacks).toBeGreaterThan(0);
  expect(counters.rejected).toBe(0);
  expect(relay.dropped).toBeGreaterThanOrEqual(counters.recovered);
});

it('is repaired to the server, and said in its reports', async () => {
  const { relay, ...sending } = await connectOver('send');
  const camera = await started(sending);
  await poll('it arrives', async () => (await camera.producer.getStats())[0]?.packetCount);
  relay.dropOneIn = dropOneIn;
  const { counters } = camera.stream;
  await poll('20 retransmitted', () => counters.retransmitted >= 20);
  await poll('the server reports it', () => counters.fractionLost > 0);
  relay.dropOneIn = 0;
  const [stats] = await camera.producer.getStats();
  expect(stats?.packetsRepaired).toBeGreaterThan(10);
  expect(counters.fractionLost).toBeLessThan(3 / dropOneIn);
});

it('freezes the picture where it is not repaired', async () => {
  const sending = await engine.connect(createSlimTransport);
  const { relay, ...receiving } = await connectOver('recv');
  const camera = await started(sending);
  const { consumer, stream: options } = await consume(receiving.server, camera.producer);
  const { counters } = receiving.client.receive(options);
  await consumer.resume();
  await poll('40 frames', () => counters.frames >= 40);
  const before = counters.freezes;
  relay.dropOneIn = 1;
  const { dropped } = relay;
  await poll('a second without anything', () => relay.dropped > dropped + 90);
  relay.dropOneIn = 0;
  await poll('it goes on', () => counters.freezes > before);
  expect(counters.frozen).toBeGreaterThan(500);
});

it('of everything is told, and a restart of ICE brings the same streams back', async () => {
  const sending = await engine.connect(createSlimTransport);
  const lost: string[] = [];
  const quick = slimTransports({ every: 200, lostAfter: 1_500 });
  const { relay, ...receiving } = await connectOver('recv', quick, why => lost.push(why));
  const camera = await started(sending);
  const { consumer, stream: options } = await consume(receiving.server, camera.producer);
  const { counters } = receiving.client.receive(options);
  await consumer.resume();
  await poll('media', () => counters.packets > 30);
  relay.isCut = true;
  await poll('it is told', () => lost.length > 0);
  relay.isCut = false;
  const before = counters.packets;
  await receiving.client.restartIce(await receiving.server.restartIce());
  await poll('media again', () => counters.packets > before + 30);
  expect(counters.rejected).toBe(0);
  expect(lost).toEqual(['nobody answers the checks of consent']);
});

/** One client over a relay that drops nothing yet. */
async function connectOver(
  direction: 'send' | 'recv',
  create: CreateTransport = createSlimTransport,
  onLost: (why: string) => void = () => {},
): Promise<Connected & { readonly relay: LossyRelay }> {
  const { client: unused, server } = await engine.open(createSlimTransport);
  unused.close();
  const info = infoOf(server);
  const [candidate] = info.iceCandidates;
  if (!candidate) throw new Error('no candidate');
  const relay = await LossyRelay.to(candidate.port);
  const through = { ...info, iceCandidates: [{ ...candidate, port: relay.port }] };
  const common = { iceServers: [], way: 'udp', verifyOneIn: 1, onLost } as const;
  const client = create({ ...common, info: through, direction });
  await client.connect();
  onTestFinished(() => {
    client.close();
    relay.close();
  });
  return { client, server, relay };
}

async function started({ client, server }: Connected): Promise<Camera> {
  const camera = await Camera.start(client, server);
  onTestFinished(() => camera.stop());
  return camera;
}
