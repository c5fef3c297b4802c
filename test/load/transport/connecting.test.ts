/** Every way to a real worker, and every way in which it can fail or end. */
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { turnCredentials } from '../../../server/auth/turn.ts';
import { type Coturn, sfuAddress, startCoturn } from '../../support/coturn.ts';
import { poll } from '../../support/poll.ts';
import { usualConsent } from './slim/ice/consent.ts';
import { createSlimTransport, slimTransports } from './slim/slim-transport.ts';
import { Camera } from './support/camera.ts';
import { type Connected, consume, Engine } from './support/engine.ts';
import type { TransportOptions } from './transport.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await Engine.start('127.0.0.1', '::1');
});
afterAll(() => engine.close());

describe('a transport', () => {
  it.each([
    ['udp', 'IPv4', 'udp', '127.0.0.1'],
    ['udp', 'IPv6', 'udp', '::1'],
    ['tcp', 'IPv4', 'tcp', '127.0.0.1'],
    ['tcp', 'IPv6', 'tcp', '::1'],
  ] as const)('carries media by %s over %s', async (way, family, protocol, remoteIp) => {
    const both = await carriesMedia(engine, { way, family });
    for (const { server } of both)
      expect(server.iceSelectedTuple).toMatchObject({ protocol, remoteIp, localAddress: remoteIp });
  });

  it('is encrypted with what the worker likes best', async () => {
    const profiles: string[] = [];
    const { server } = await engine.connect(options => {
      const transport = slimTransports(usualConsent)(options);
      const { connect } = transport;
      transport.connect = () => connect.call(transport).then(() => void profiles.push(transport.srtpProfile));
      return transport;
    });
    await poll('the server has finished as well', () => server.dtlsState === 'connected');
    expect(profiles).toEqual(['AEAD_AES_256_GCM']);
  });

  it('does not connect to a server with another certificate', async () => {
    const lost: string[] = [];
    const refused = engine.connect(
      options => {
        const [first, ...others] = options.info.dtlsParameters.fingerprints;
        if (!first || others.length === 0) throw new Error('no fingerprints');
        const fingerprints = [first, ...others].map(({ algorithm, value }) => ({
          algorithm,
          value: value.replace(/..$/, byte => (byte === '00' ? '01' : '00')),
        }));
        return createSlimTransport({
          ...options,
          info: { ...options.info, dtlsParameters: { fingerprints } },
        });
      },
      { onLost: why => lost.push(why) },
    );
    await expect(refused).rejects.toThrow('fingerprint');
    expect(lost).toEqual([]);
  });

  it('does not connect where the server offers no such way', async () => {
    await expect(engine.connect(createSlimTransport, { way: 'turn-udp' })).rejects.toThrow('no TURN server');
    const only4 = await Engine.start('127.0.0.1');
    onTestFinished(() => only4.close());
    await expect(only4.connect(createSlimTransport, { family: 'IPv6' })).rejects.toThrow('no candidate');
  });

  it('is lost when the server closes it', async () => {
    const lost: string[] = [];
    const { server } = await engine.connect(createSlimTransport, { onLost: why => lost.push(why) });
    server.close();
    await poll('it is told', () => lost.length > 0);
    expect(lost).toEqual(['the server closed the transport']);
  });

  it('is lost when nobody answers any more', async () => {
    const other = await Engine.start('127.0.0.1');
    const lost: string[] = [];
    const onLost = (why: string) => lost.push(why);
    const { client } = await other.connect(slimTransports({ every: 200, lostAfter: 1_500 }), { onLost });
    process.kill(other.worker.pid, 'SIGKILL');
    await poll('it is told', () => lost.length > 0);
    expect(lost).toEqual(['nobody answers the checks of consent']);
    client.close();
  });

  it('is lost at once when a connection by TCP ends', async () => {
    const other = await Engine.start('127.0.0.1');
    const lost: string[] = [];
    const onLost = (why: string) => lost.push(why);
    const { client } = await other.connect(createSlimTransport, { way: 'tcp', onLost });
    onTestFinished(() => client.close());
    process.kill(other.worker.pid, 'SIGKILL');
    await poll('it is told', () => lost.length > 0);
    expect(lost).toHaveLength(1);
  });

  it('keeps its consent while the server answers', async () => {
    const lost: string[] = [];
    const onLost = (why: string) => lost.push(why);
    const { client, server } = await engine.connect(slimTransports({ every: 100, lostAfter: 300 }), {
      onLost,
    });
    const since = performance.now();
    await poll('three times as long', () => performance.now() - since > 1_000);
    expect(lost).toEqual([]);
    expect(server.iceState).toMatch(/connected|completed/);
    client.close();
  });

  it('goes on from another port with new credentials after a restart of ICE', async () => {
    const [sending, receiving] = await carriesMedia(engine);
    for (const { client, server } of [sending, receiving]) {
      const before = server.iceSelectedTuple?.remotePort;
      await client.restartIce(await server.restartIce());
      await poll('another port', () => server.iceSelectedTuple?.remotePort !== before);
    }
    const { packets } = receiving.stream.counters;
    await poll('more media', () => receiving.stream.counters.packets > packets + 30);
    expect(receiving.stream.counters).toMatchObject({ rejected: 0 });
  });

  it('refuses credentials that are not those of the server', async () => {
    const { client, server } = await engine.connect(createSlimTransport);
    onTestFinished(() => client.close());
    const { usernameFragment } = server.iceParameters;
    const restarted = client.restartIce({ usernameFragment, password: 'wrong' });
    await expect(restarted).rejects.toThrow('refused');
  });
});

describe('through a TURN server', () => {
  let coturn: Coturn;
  let outside: Engine;
  beforeAll(async () => {
    coturn = await startCoturn();
    outside = await Engine.start(sfuAddress()); // coturn does not relay to loopback addresses
    setDefaultCACertificates([...getCACertificates(), coturn.certificate.cert]);
  });
  afterAll(async () => {
    outside.close();
    await coturn.stop();
  });

  it.each([
    ['turn-udp', 'udp'],
    ['turn-tcp', 'tcp'],
    ['turn-tls', 'tls'],
  ] as const)('it carries media by %s', async (way, transport) => {
    const inAnHour = Math.floor(Date.now() / 1_000) + 3_600;
    const credentials = turnCredentials(coturn.secret, 'load', inAnHour);
    const iceServers = [{ urls: [coturn.url(transport)], ...credentials }];
    const both = await carriesMedia(outside, { way, iceServers });
    for (const { server } of both) expect(server.iceSelectedTuple?.protocol).toBe('udp');
  });
});

/** From one transport to another: 100 packets, each of them verified. */
async function carriesMedia(through: Engine, change: Partial<TransportOptions> = {}) {
  const sending: Connected = await through.connect(createSlimTransport, change);
  const receiving: Connected = await through.connect(createSlimTransport, { direction: 'recv', ...change });
  const camera = await Camera.start(sending.client, sending.server);
  onTestFinished(() => {
    camera.stop();
    sending.client.close();
    receiving.client.close();
  });
  const { consumer, stream: options } = await consume(receiving.server, camera.producer);
  const stream = receiving.client.receive(options);
  await consumer.resume();
  await poll('100 packets', () => stream.counters.packets >= 100);
  expect(stream.counters).toMatchObject({ rejected: 0, lost: 0, verified: stream.counters.packets });
  return [sending, { ...receiving, stream }] as const;
}
