/**
 * What the server relies on in an engine for messages, as one suite for the fake and the real worker: who may produce and consume
 * data, who gets which message, and what dies with what. How messages travel over SCTP is for the tests with real clients.
 */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type {
  EngineDataConsumer,
  EngineDirectTransport,
  EngineRouter,
  EngineTransport,
} from '../../server/media/engine.ts';
import type { EngineUnderTest } from './engine.ts';

const webRtc = { listenInfos: [{ protocol: 'udp' as const, ip: '127.0.0.1' }] };

function heardBy(consumer: EngineDataConsumer): string[] {
  const heard: string[] = [];
  consumer.on('message', (message, ppid) => heard.push(`${ppid} ${message}`));
  return heard;
}

export function describeData(name: string, start: () => Promise<EngineUnderTest>): void {
  describe(`${name}, data`, () => {
    let engine: EngineUnderTest;
    let router: EngineRouter;
    let direct: EngineDirectTransport;
    let webrtc: EngineTransport;

    beforeAll(async () => {
      engine = await start();
    });
    afterAll(() => engine.kill());
    beforeEach(async () => {
      router = await engine.createRouter();
      direct = await router.createDirectTransport({});
      webrtc = await router.createWebRtcTransport({ ...webRtc, enableSctp: true });
    });
    afterEach(() => router.close());

    const sctp = (streamId: number) => ({ sctpStreamParameters: { streamId, ordered: true } });

    test('a transport without SCTP carries no data', async () => {
      const plain = await router.createWebRtcTransport(webRtc);
      expect(plain.sctpParameters).toBeUndefined();
      expect(webrtc.sctpParameters).toMatchObject({ port: 5000, maxReceiveMessageSize: 262_144 });
      await expect(plain.produceData(sctp(0))).rejects.toThrow('SCTP not enabled');
      const { id } = await direct.produceData({});
      await expect(plain.consumeData({ dataProducerId: id })).rejects.toThrow('SCTP not enabled');
      expect(plain.closed).toBe(false);
    });

    test('a stream has one producer; streams to receivers are numbered from 0', async () => {
      const { type, sctpStreamParameters } = await webrtc.produceData(sctp(1023));
      expect([type, sctpStreamParameters?.streamId]).toEqual(['sctp', 1023]);
      await expect(webrtc.produceData(sctp(1023))).rejects.toThrow('streamId already exists');
      const { id: dataProducerId } = await direct.produceData({});
      const [ordered, lossy] = await Promise.all([
        webrtc.consumeData({ dataProducerId, ordered: true }),
        webrtc.consumeData({ dataProducerId, ordered: false, maxPacketLifeTime: 250 }),
      ]);
      expect(ordered.sctpStreamParameters).toMatchObject({ streamId: 0, ordered: true });
      expect(lossy.sctpStreamParameters).toMatchObject({
        streamId: 1,
        ordered: false,
        maxPacketLifeTime: 250,
      });
      await expect(webrtc.consumeData({ dataProducerId: 'nobody' })).rejects.toThrow('not found');
    });

    test('messages reach the subscribers that are meant, in order, as they were sent', async () => {
      const producer = await direct.produceData({});
      const subscribe = (...subchannels: number[]) =>
        direct.consumeData({ dataProducerId: producer.id, subchannels });
      const [one, two, none] = [await subscribe(1), await subscribe(2, 3), await subscribe()].map(heardBy);
      producer.send('to all', 51);
      producer.send(Buffer.from('to 1 and 9'), 53, [1, 9]);
      producer.send('to 3 and 2', 51, [3, 2]);
      producer.send('not to 2', 51, undefined, undefined, 2);
      producer.send('last', 51);
      await expect.poll(() => [one?.at(-1), two?.at(-1), none?.at(-1)]).toEqual(Array(3).fill('51 last'));
      expect(one).toEqual(['51 to all', '53 to 1 and 9', '51 not to 2', '51 last']);
      expect(two).toEqual(['51 to all', '51 to 3 and 2', '51 last']);
      expect(none).toEqual(['51 to all', '51 not to 2', '51 last']);
    });

    test('what comes while a consumer is paused is gone, and its producer has counted it', async () => {
      const producer = await direct.produceData({});
      const consumer = await direct.consumeData({ dataProducerId: producer.id });
      const heard = heardBy(consumer);
      producer.send('before', 51);
      await consumer.pause();
      producer.send('meanwhile', 51);
      const [[stats]] = await Promise.all([producer.getStats(), consumer.resume()]);
      expect(stats).toMatchObject({ messagesReceived: 2 });
      producer.send('after', 51);
      await expect.poll(() => heard).toEqual(['51 before', '51 after']);
    });

    test('data ends with its transport, its router and its producer, each once', async () => {
      const order: string[] = [];
      const watch = <T extends { observer: { on(event: 'close', listener: () => void): unknown } }>(
        label: string,
        object: T,
      ): T => {
        object.observer.on('close', () => order.push(label));
        return object;
      };
      const incoming = watch('incoming', await webrtc.produceData(sctp(0)));
      const listening = watch('listening', await direct.consumeData({ dataProducerId: incoming.id }));
      incoming.close();
      expect(order).toEqual(['incoming']);
      await expect.poll(() => listening.closed).toBe(true);
      expect((await webrtc.produceData(sctp(0))).closed).toBe(false);

      const outlet = watch('outlet', await direct.produceData({}));
      watch('delivering', await webrtc.consumeData({ dataProducerId: outlet.id }));
      watch('webrtc', webrtc).close();
      expect(order.slice(2)).toEqual(['delivering', 'webrtc']);
      watch('direct', direct);
      router.close();
      expect(order.slice(4)).toEqual(['outlet', 'direct']);
      expect(order).toHaveLength(6);
    });

    test('what is being made when its transport closes comes all the same', async () => {
      const { id: dataProducerId } = await direct.produceData({});
      engine.stop();
      const making = [webrtc.produceData(sctp(0)), webrtc.consumeData({ dataProducerId })];
      webrtc.close();
      engine.continue();
      for (const made of await Promise.all(making)) {
        expect(made.closed).toBe(false);
        made.close();
      }
    });
  });
}
