/**
 * What the server relies on in an engine, as one suite that is run against the fake and against the real worker. Everything
 * that a test on the fake takes for granted is asserted here on both.
 */
import type { DtlsParameters } from 'mediasoup/types';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { EngineRouter, EngineTransport } from '../../server/media/engine.ts';
import { oneStream, opus, receivesAll, receivesOnly, simulcast, svc } from '../support/media.ts';

/** One worker, fake or real. */
export interface EngineUnderTest {
  createRouter(): Promise<EngineRouter>;
  /** Requests are not answered until `continue`. */
  stop(): void;
  continue(): void;
  /** As SIGKILL. Resolves when Node knows. */
  kill(): Promise<void>;
}

type Closable = {
  readonly closed: boolean;
  readonly observer: { on(event: 'close', listener: () => void): unknown };
};

/** Counts how often each object said that it is closed, and in which order. */
function watchCloses() {
  const order: string[] = [];
  const watch = <T extends Closable>(name: string, object: T): T => {
    object.observer.on('close', () => order.push(name));
    return object;
  };
  return { order, watch };
}

const webRtc = { listenInfos: [{ protocol: 'udp' as const, ip: '127.0.0.1' }] };
const dtlsParameters: DtlsParameters = {
  role: 'client',
  fingerprints: [{ algorithm: 'sha-256', value: Array(32).fill('AB').join(':') }],
};

export function describeEngine(name: string, start: () => Promise<EngineUnderTest>): void {
  describe(name, () => {
    let engine: EngineUnderTest;
    let router: EngineRouter;
    let send: EngineTransport;
    let recv: EngineTransport;

    const produceAudio = () => send.produce({ kind: 'audio', rtpParameters: opus() });
    const produceVideo = (rtpParameters = simulcast()) => send.produce({ kind: 'video', rtpParameters });
    const consume = (producerId: string, paused = true) =>
      recv.consume({ producerId, rtpCapabilities: receivesAll, paused });

    beforeAll(async () => {
      engine = await start();
    });
    afterAll(() => engine.kill());
    beforeEach(async () => {
      router = await engine.createRouter();
      send = await router.createWebRtcTransport(webRtc);
      recv = await router.createWebRtcTransport(webRtc);
    });
    afterEach(() => router.close());

    describe('objects', () => {
      test('a router tells what it can carry', () => {
        expect(router.rtpCapabilities).toEqual(receivesAll);
      });

      test('a transport tells where it listens and who it is', () => {
        expect(send.iceParameters).toMatchObject({ iceLite: true, usernameFragment: expect.any(String) });
        expect(send.iceCandidates[0]).toMatchObject({ ip: '127.0.0.1', protocol: 'udp', type: 'host' });
        expect(send.dtlsParameters.role).toBe('auto');
        expect(send.dtlsParameters.fingerprints).not.toEqual([]);
        expect(send.id).not.toBe(recv.id);
      });

      test('the type follows from the encodings, and a consumer has that of its producer', async () => {
        const simple = await produceVideo(oneStream());
        const layered = await produceVideo();
        const scalable = await produceVideo(svc());
        expect([simple.type, layered.type, scalable.type]).toEqual(['simple', 'simulcast', 'svc']);
        expect((await produceAudio()).type).toBe('simple');
        for (const producer of [simple, layered, scalable]) {
          const consumer = await consume(producer.id);
          expect(consumer).toMatchObject({ type: producer.type, kind: 'video', paused: true, closed: false });
          expect(consumer.rtpParameters.encodings).toHaveLength(1);
          expect(consumer.rtpParameters.mid).toEqual(expect.any(String));
        }
      });

      test('ids are its own choice unless one is given', async () => {
        const [one, other] = await Promise.all([produceAudio(), produceAudio()]);
        expect(one.id).not.toBe(other.id);
        const id = 'ours';
        const producer = await send.produce({ id, kind: 'audio', rtpParameters: opus() });
        expect(producer.id).toBe(id);
        const again = send.produce({ id, kind: 'audio', rtpParameters: opus() });
        await expect(again).rejects.toThrow('already exists');
        const elsewhere = recv.produce({ id, kind: 'audio', rtpParameters: opus() });
        await expect(elsewhere).rejects.toThrow('already exists');
        producer.close();
        expect((await recv.produce({ id, kind: 'audio', rtpParameters: opus() })).id).toBe(id);
      });

      test('who cannot decode cannot consume', async () => {
        const { id: producerId } = await produceVideo();
        expect(router.canConsume({ producerId, rtpCapabilities: receivesAll })).toBe(true);
        const audioOnly = receivesOnly('audio/opus');
        expect(router.canConsume({ producerId, rtpCapabilities: audioOnly })).toBe(false);
        expect(router.canConsume({ producerId: 'nobody', rtpCapabilities: receivesAll })).toBe(false);
        await expect(recv.consume({ producerId, rtpCapabilities: audioOnly })).rejects.toThrow();
        await expect(recv.consume({ producerId: 'nobody', rtpCapabilities: receivesAll })).rejects.toThrow(
          'not found',
        );
      });

      test('who says nonsense cannot consume, and what it said is not changed', async () => {
        const { id: producerId } = await produceVideo();
        const codec = {
          kind: 'video' as const,
          mimeType: 'nonsense',
          clockRate: 0,
          preferredPayloadType: 96,
        };
        const nonsense = { codecs: [codec], headerExtensions: [] };
        const before = structuredClone([nonsense, receivesAll]);
        expect(router.canConsume({ producerId, rtpCapabilities: nonsense })).toBe(false);
        await expect(recv.consume({ producerId, rtpCapabilities: nonsense })).rejects.toThrow(/invalid/);
        await consume(producerId);
        expect([nonsense, receivesAll]).toEqual(before);
      });

      test('a codec that the router does not carry is refused, and the transport lives on', async () => {
        const foreign = produceVideo(oneStream('video/H265'));
        await expect(foreign).rejects.toThrow(/unsupported codec/);
        expect((await produceVideo()).closed).toBe(false);
      });
    });

    describe('calls', () => {
      test('producers and consumers are paused and resumed, also when they are already', async () => {
        const producer = await produceAudio();
        const consumer = await consume(producer.id);
        for (const each of [producer, consumer]) {
          await each.pause();
          await each.pause();
          expect(each.paused).toBe(true);
          await each.resume();
          await each.resume();
          expect(each.paused).toBe(false);
        }
        expect((await send.produce({ kind: 'audio', rtpParameters: opus(), paused: true })).paused).toBe(
          true,
        );
      });

      test('a consumer says that it flows when neither it nor its producer is paused any more', async () => {
        const producer = await produceAudio();
        await producer.pause();
        const consumer = await consume(producer.id);
        let flowed = 0;
        consumer.observer.on('resume', () => {
          flowed += 1;
        });
        expect(consumer.producerPaused).toBe(true);
        await consumer.resume();
        expect(flowed).toBe(0);
        await producer.resume();
        await expect.poll(() => flowed).toBe(1);
        expect(consumer.producerPaused).toBe(false);
        await consumer.pause();
        await consumer.resume();
        expect(flowed).toBe(2);
      });

      test('a transport that nobody has connected to has no path', async () => {
        const { iceState, dtlsState, iceSelectedTuple } = send;
        expect({ iceState, dtlsState, iceSelectedTuple }).toEqual({
          iceState: 'new',
          dtlsState: 'new',
          iceSelectedTuple: undefined,
        });
      });

      test('a consumer of layers has none, and knows that nothing arrives, before media flows', async () => {
        const { id } = await produceVideo();
        const { currentLayers, score } = await consume(id);
        expect(currentLayers).toBeUndefined();
        expect(score.producerScore).toBe(0);
        expect(Math.max(0, ...score.producerScores)).toBe(0);
      });

      test('layers and priority are taken', async () => {
        const consumer = await consume((await produceVideo()).id);
        await consumer.setPreferredLayers({ spatialLayer: 1 });
        await consumer.setPriority(255);
        expect(consumer.closed).toBe(false);
      });

      test('a transport connects once; ICE can be restarted', async () => {
        await send.connect({ dtlsParameters });
        await expect(send.connect({ dtlsParameters })).rejects.toThrow('already called');
        const before = send.iceParameters;
        const after = await send.restartIce();
        expect(after.usernameFragment).not.toBe(before.usernameFragment);
        expect(send.iceParameters).toEqual(after);
      });

      test('what arrives is counted from nothing, and the most that may come can be said', async () => {
        const producer = await produceVideo();
        const [stats] = await send.getStats();
        expect(stats).toMatchObject({ bytesReceived: 0, rtpRecvBitrate: 0, rtxRecvBitrate: 0 });
        expect(await producer.getStats()).toEqual([]);
        await send.setMaxIncomingBitrate(1_000_000);
        producer.close();
        await expect(producer.getStats()).rejects.toThrow();
        send.close();
        await expect(send.getStats()).rejects.toThrow();
      });

      test('calls on what is closed reject', async () => {
        const producer = await produceVideo();
        const consumer = await consume(producer.id);
        consumer.close();
        await expect(consumer.resume()).rejects.toThrow();
        await expect(consumer.setPreferredLayers({ spatialLayer: 0 })).rejects.toThrow();
        producer.close();
        await expect(producer.pause()).rejects.toThrow();
        await expect(consume(producer.id)).rejects.toThrow('not found');
        send.close();
        await expect(produceVideo()).rejects.toThrow();
        await expect(send.restartIce()).rejects.toThrow();
        router.close();
        await expect(router.createWebRtcTransport(webRtc)).rejects.toThrow();
      });

      test('the audio observers take audio that is there', async () => {
        const levels = await router.createAudioLevelObserver({ interval: 350 });
        const speaker = await router.createActiveSpeakerObserver({ interval: 350 });
        const { id: producerId } = await produceAudio();
        const video = await produceVideo();
        for (const observer of [levels, speaker]) {
          await observer.addProducer({ producerId });
          await expect(observer.addProducer({ producerId: video.id })).rejects.toThrow('not an audio');
          await expect(observer.addProducer({ producerId: 'nobody' })).rejects.toThrow('not found');
        }
      });
    });

    describe('closing', () => {
      test('close goes down, children first, and each object says so once', async () => {
        const { order, watch } = watchCloses();
        watch('router', router);
        watch('send', send);
        watch('recv', recv);
        const producer = watch('producer', await produceAudio());
        watch('consumer', await consume(producer.id));
        router.close();
        expect(order).toEqual(['producer', 'send', 'consumer', 'recv', 'router']);
        router.close();
        send.close();
        producer.close();
        expect(order).toHaveLength(5);
      });

      test('a transport takes its own and nothing else', async () => {
        const { order, watch } = watchCloses();
        watch('router', router);
        watch('send', send);
        const producer = watch('producer', await produceAudio());
        const consumer = watch('consumer', await consume(producer.id));
        recv.close();
        expect(order).toEqual(['consumer']);
        expect([producer.closed, consumer.closed, recv.closed, send.closed]).toEqual([
          false,
          true,
          true,
          false,
        ]);
      });

      test('a consumer dies with its producer, not at once but soon, and once', async () => {
        const { order, watch } = watchCloses();
        const producer = watch('producer', await produceAudio());
        const consumer = watch('consumer', await consume(producer.id));
        producer.close();
        expect(order).toEqual(['producer']);
        await expect.poll(() => consumer.closed).toBe(true);
        consumer.close();
        expect(order).toEqual(['producer', 'consumer']);
      });

      test('a consumer that is closed before the news of its producer is closed once', async () => {
        const { order, watch } = watchCloses();
        const producer = await produceAudio();
        const consumer = watch('consumer', await consume(producer.id));
        producer.close();
        consumer.close();
        await produceAudio(); // by then the news would have come
        await new Promise(setImmediate);
        expect(order).toEqual(['consumer']);
      });

      test('a listener that throws does not stop the cascade', async () => {
        const { order, watch } = watchCloses();
        send.observer.once('close', () => {
          throw new Error('a listener failed');
        });
        watch('router', router);
        router.close();
        expect(order).toEqual(['router']);
        expect([send.closed, recv.closed]).toEqual([true, true]);
      });
    });

    describe('in flight', () => {
      // The engine does not know that we gave up: what was asked for comes, and nobody closes it but us.
      test('produce resolves with an orphan when its transport or router closes', async () => {
        for (const owner of [send, router]) {
          send = await router.createWebRtcTransport(webRtc);
          engine.stop();
          const producing = produceAudio();
          (owner === router ? router : send).close();
          engine.continue();
          const orphan = await producing;
          expect(orphan.closed).toBe(false);
          const { order, watch } = watchCloses();
          watch('orphan', orphan).close();
          expect(order).toEqual(['orphan']);
        }
      });

      test('consume resolves with an orphan when its transport or router closes', async () => {
        const producer = await produceAudio();
        for (const owner of [recv, router]) {
          recv = await router.createWebRtcTransport(webRtc);
          engine.stop();
          const consuming = consume(producer.id);
          (owner === router ? router : recv).close();
          engine.continue();
          expect((await consuming).closed).toBe(false);
        }
      });

      test('createWebRtcTransport resolves with an orphan when its router closes', async () => {
        engine.stop();
        const creating = router.createWebRtcTransport(webRtc);
        router.close();
        engine.continue();
        expect((await creating).closed).toBe(false);
      });

      test('consume resolves when its producer closes, and the consumer dies a little later', async () => {
        const producer = await produceAudio();
        engine.stop();
        const consuming = consume(producer.id);
        producer.close();
        engine.continue();
        const { order, watch } = watchCloses();
        const consumer = watch('consumer', await consuming);
        expect(consumer.closed).toBe(false);
        await expect.poll(() => order).toEqual(['consumer']);
      });

      test('requests are answered in the order in which they were made', async () => {
        const producer = await produceAudio();
        const order: string[] = [];
        engine.stop();
        const calls = [
          producer.pause().then(() => order.push('pause')),
          consume(producer.id).then(() => order.push('consume')),
          producer.resume().then(() => order.push('resume')),
        ];
        engine.continue();
        await Promise.all(calls);
        expect(order).toEqual(['pause', 'consume', 'resume']);
      });

      test('a pause resolves although the producer was closed meanwhile', async () => {
        const producer = await produceAudio();
        engine.stop();
        const pausing = producer.pause();
        producer.close();
        engine.continue();
        await pausing;
        expect(producer.closed).toBe(true);
      });
    });
  });

  describe(`${name}, killed`, () => {
    test('everything closes once, what is in flight rejects, and what is asked later rejects', async () => {
      const engine = await start();
      const router = await engine.createRouter();
      const { order, watch } = watchCloses();
      watch('router', router);
      const send = watch('send', await router.createWebRtcTransport(webRtc));
      const recv = watch('recv', await router.createWebRtcTransport(webRtc));
      const producer = watch('producer', await send.produce({ kind: 'audio', rtpParameters: opus() }));
      const options = { producerId: producer.id, rtpCapabilities: receivesAll, paused: true };
      const consumer = watch('consumer', await recv.consume(options));
      engine.stop();
      const inFlight = [
        send.produce({ kind: 'audio', rtpParameters: opus() }),
        recv.consume(options),
        router.createWebRtcTransport(webRtc),
        consumer.resume(),
      ];
      const outcomes = Promise.allSettled(inFlight);
      await engine.kill();
      expect((await outcomes).map(({ status }) => status)).toEqual(Array(4).fill('rejected'));
      expect(order).toEqual(['producer', 'send', 'consumer', 'recv', 'router']);
      for (const each of [consumer, producer, recv, send, router]) each.close();
      expect(order).toHaveLength(5);
      await expect(router.createWebRtcTransport(webRtc)).rejects.toThrow();
      await expect(producer.pause()).rejects.toThrow();
    });
  });
}
