/** Probes on the fake engine: what each of them is made of, how many there may be, and everything that ends them. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { probeSeconds } from '../../server/checks/probe.ts';
import { Probes } from '../../server/checks/probes.ts';
import { ProbeMedia } from '../../server/media/probe-media.ts';
import type { FakeDataProducer } from '../fakes/data.ts';
import type { FakeRouter } from '../fakes/router.ts';
import { FakeWorker } from '../fakes/worker.ts';
import { silent } from '../support/open-room.ts';

beforeEach(() => {
  vi.useFakeTimers({
    toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance'],
  });
});
afterEach(() => {
  vi.useRealTimers();
});

const listenInfos = [{ protocol: 'udp' as const, ip: '127.0.0.1' }];

function some(max = 2) {
  const worker = new FakeWorker();
  const routers: FakeRouter[] = [];
  const probes = new Probes({
    async create(onMessage) {
      const router = await worker.createRouter([]);
      routers.push(router);
      return ProbeMedia.create(router, { listenInfos }, onMessage);
    },
    max,
    log: silent,
  });
  return { worker, routers, probes };
}

const dtlsParameters = {
  fingerprints: [{ algorithm: 'sha-256' as const, value: 'ab:'.repeat(31).concat('cd') }],
};

/** What the client sends by `ordered`, and what it has been sent. */
function clientOf(router: FakeRouter | undefined) {
  const [transport] = router?.transports ?? [];
  const [commands, packets] = [...(transport?.data.producers ?? [])] as [FakeDataProducer, FakeDataProducer];
  const [ordered, lossy] = [...(transport?.data.consumers ?? [])];
  return { commands, packets, ordered: ordered?.sent ?? [], lossy: lossy?.sent ?? [] };
}

test('a probe has a transport with two channels, each for both directions', async () => {
  const { routers, probes } = some();
  const probe = await probes.open();
  const { transport, data } = probe.info();
  expect(transport.iceCandidates).toHaveLength(1);
  expect(data).toEqual({ sctpPort: 5000, maxMessageSize: 262_144, streams: { ordered: 0, lossy: 1 } });
  const { commands, packets } = clientOf(routers[0]);
  expect([commands.sctpStreamParameters, packets.sctpStreamParameters]).toEqual([
    { streamId: 0, ordered: true },
    { streamId: 1, ordered: false },
  ]);
  probe.close();
});

test('it is connected once, with the fingerprint as the worker compares it', async () => {
  const { worker, probes } = some();
  const probe = await probes.open();
  await probe.connect(dtlsParameters);
  await probe.connect(dtlsParameters);
  const calls = worker.callsOf('transport.connect');
  expect(calls).toHaveLength(1);
  expect(JSON.stringify(calls[0]?.params)).toContain('AB:CD"');
  probe.close();
});

test('what is asked by the ordered channel is answered there', async () => {
  const { worker, routers, probes } = some();
  const probe = await probes.open();
  const { commands, ordered, lossy } = clientOf(routers[0]);
  commands.receive(JSON.stringify({ type: 'echo', serial: 1 }));
  commands.receive(JSON.stringify({ type: 'send', serial: 2, messages: 3, bytes: 10, perSecond: 1_000 }));
  await worker.settled();
  vi.advanceTimersByTime(20);
  await worker.settled();
  expect(ordered.map(({ text }) => JSON.parse(text).type)).toEqual(['echo', 'sending', 'sent']);
  expect(lossy.map(({ ppid }) => ppid)).toEqual([53, 53, 53]);
  probe.close();
});

test('it lives for a minute, and leaves nothing behind', async () => {
  const { worker, routers, probes } = some();
  const probe = await probes.open();
  clientOf(routers[0]).commands.receive(
    JSON.stringify({ type: 'send', serial: 2, messages: 2_000, bytes: 10, perSecond: 10 }),
  );
  await worker.settled();
  await vi.advanceTimersByTimeAsync(probeSeconds * 1_000 - 1);
  expect([probe.closed, probes.size]).toEqual([false, 1]);
  await vi.advanceTimersByTimeAsync(1);
  expect([probe.closed, probes.size]).toEqual([true, 0]);
  await worker.settled();
  expect([worker.size, vi.getTimerCount()]).toEqual([0, 0]);
});

test('one that commands without end is closed, and so is one that sends without end', async () => {
  const { worker, routers, probes } = some();
  const [talker, sender] = [await probes.open(), await probes.open()];
  const { commands } = clientOf(routers[0]);
  for (let serial = 0; serial <= 200; serial += 1) commands.receive(JSON.stringify({ type: 'echo', serial }));
  await worker.settled();
  expect(talker.closed).toBe(true);

  const { packets } = clientOf(routers[1]);
  for (let count = 0; count < 6_000; count += 1) packets.receive('x');
  await worker.settled();
  await vi.advanceTimersByTimeAsync(1_000);
  await worker.settled();
  expect(sender.closed).toBe(false);
  for (let count = 0; count < 500; count += 1) packets.receive('x');
  await vi.advanceTimersByTimeAsync(1_000);
  await worker.settled();
  expect([sender.closed, probes.size, vi.getTimerCount()]).toEqual([true, 0, 0]);
});

test('there are so many at a time; what is being opened counts, what ended does not', async () => {
  const { worker, probes } = some();
  const [first, second] = [probes.open(), probes.open()];
  await expect(probes.open()).rejects.toMatchObject({ reason: 'unavailable' });
  (await first).close();
  (await first).close();
  const third = await probes.open();
  await expect(probes.open()).rejects.toMatchObject({ reason: 'unavailable' });
  for (const each of [await second, third]) each.close();
  expect(probes.size).toBe(0);
  await worker.settled();
  expect(worker.size).toBe(0);
});

test.each([
  'worker.createRouter',
  'router.createWebRtcTransport',
  'router.createDirectTransport',
  'transport.produceData',
  'transport.consumeData',
])('when %s fails, the place is free again and nothing is left', async method => {
  const { worker, probes } = some(1);
  worker.refuseNext(method, new Error('of the worker'));
  await expect(probes.open()).rejects.toMatchObject({ reason: 'unavailable' });
  await worker.settled();
  expect([probes.size, worker.size, vi.getTimerCount()]).toEqual([0, 0, 0]);
  (await probes.open()).close();
});

test('it dies with its worker, also while it is being opened', async () => {
  const { worker, probes } = some();
  const probe = await probes.open();
  worker.stop();
  const late = probes.open();
  await worker.waiting('worker.createRouter');
  worker.kill();
  await expect(late).rejects.toMatchObject({ reason: 'unavailable' });
  expect([probe.closed, probes.size, vi.getTimerCount()]).toEqual([true, 0, 0]);
});

test('one whose worker died while it was opened is none, and leaves no timer', async () => {
  const { routers, probes } = some();
  const opening = probes.open();
  await vi.advanceTimersByTimeAsync(0);
  routers[0]?.close();
  await expect(opening).rejects.toMatchObject({ reason: 'unavailable' });
  expect([probes.size, vi.getTimerCount()]).toEqual([0, 0]);
});

test('one that is dead as soon as it is made is none, and leaves no timer', async () => {
  const worker = new FakeWorker();
  const create = async () => {
    const media = await ProbeMedia.create(await worker.createRouter([]), { listenInfos }, () => {});
    media.close();
    return media;
  };
  const probes = new Probes({ create, max: 2, log: silent });
  await expect(probes.open()).rejects.toMatchObject({ reason: 'unavailable' });
  expect([probes.size, vi.getTimerCount()]).toEqual([0, 0]);
});
