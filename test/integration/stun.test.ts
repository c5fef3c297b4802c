/** The STUN and TURN client against the real thing: a media port of a real worker, and coturn as shipped. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { turnCredentials } from '../../server/auth/turn.ts';
import type { Endpoint } from '../../server/lib/stun/attributes.ts';
import { binding, bindingThrough, type IceCredentials } from '../../server/lib/stun/binding.ts';
import { allocate, isOpenRelay, type TurnOptions } from '../../server/lib/stun/turn-client.ts';
import { createLog } from '../../server/log.ts';
import { WorkerPool } from '../../server/media/worker-pool.ts';
import { makeCertificate } from '../support/certificate.ts';
import { type Coturn, sfuAddress, startCoturn, type TurnTransport } from '../support/coturn.ts';
import { freeHttpPort, freeMediaPort } from '../support/free-ports.ts';
import { poll } from '../support/poll.ts';
import { workerBin } from '../support/worker-bin.ts';

const timeout = 3_000;
const quota = 4;
const soon = 500; // ms, for what never answers
const transports: TurnTransport[] = ['udp', 'tcp', 'tls'];

let coturn: Coturn;
let pool: WorkerPool;
let sfu: Endpoint;
let ice: IceCredentials;

beforeAll(async () => {
  coturn = await startCoturn({ TURN_USER_QUOTA: String(quota) });
  const mediaPort = await freeMediaPort(1);
  sfu = { address: sfuAddress(), port: mediaPort };
  const addresses = { listenAddress: sfu.address, announcedAddresses: [], announceInternal: false };
  const bin = await workerBin();
  pool = await WorkerPool.start({ ...addresses, mediaPort, workers: 1, workerBin: bin }, createLog('silent'));
  const [door] = (await pool.openDoors()).doors;
  if (!door) throw new Error('no door');
  ice = door.ice;
});

afterAll(async () => {
  await pool?.close();
  await coturn?.stop();
});

let made = 0;
function options(transport: TurnTransport, change: Partial<TurnOptions> = {}): TurnOptions {
  const expires = Math.floor(Date.now() / 1_000) + 60;
  const credentials = turnCredentials(coturn.secret, `peer-${made++}`, expires);
  return { url: coturn.url(transport), ...credentials, timeout, ca: coturn.certificate.cert, ...change };
}

describe('a media port', () => {
  const media = (transport: 'udp' | 'tcp') =>
    ({ transport, host: sfu.address, port: sfu.port, framing: 'ice' }) as const;

  test.each(['udp', 'tcp'] as const)('answers by %s who knows its credentials', async transport => {
    const { mapped, roundTripMs } = await binding(media(transport), { timeout, ice });
    expect(mapped.address).toBe(sfu.address);
    expect(roundTripMs).toBeGreaterThan(0);
  });

  test('says nothing to strangers, and refuses a wrong password', async () => {
    const unknown = { usernameFragment: 'nobody', password: 'of no transport' };
    await expect(binding(media('udp'), { timeout: soon, ice: unknown })).rejects.toMatchObject({
      failure: 'timeout',
    });
    await expect(binding(media('udp'), { timeout: soon })).rejects.toMatchObject({ failure: 'timeout' });
    const wrong = { ...ice, password: 'wrong' };
    await expect(binding(media('udp'), { timeout, ice: wrong })).rejects.toMatchObject({
      failure: 'answer',
      code: 401,
    });
  });
});

describe.each(transports)('coturn over %s', transport => {
  test('relays to the media port and back', async () => {
    const allocation = await allocate(options(transport));
    expect(allocation.relayedAddress.address).toBe(sfu.address);
    expect(allocation.mappedAddress.address).toBe('127.0.0.1');
    await allocation.permit(sfu.address);
    const { mapped } = await bindingThrough(allocation, sfu, { timeout, ice });
    expect(mapped).toEqual(allocation.relayedAddress);
    expect(await allocation.refresh(60)).toBeGreaterThanOrEqual(60);
    await allocation.close();
  });

  test('relays by a channel as well', async () => {
    const allocation = await allocate(options(transport));
    await allocation.bindChannel(sfu);
    const { mapped } = await bindingThrough(allocation, sfu, { timeout, ice });
    expect(mapped).toEqual(allocation.relayedAddress);
    await allocation.close();
  });

  test('refuses wrong credentials, and peers that are not the SFU', async () => {
    await expect(allocate(options(transport, { credential: 'wrong' }))).rejects.toMatchObject({
      failure: 'answer',
      code: 401,
    });
    expect(await isOpenRelay(options(transport))).toBe(false);
    const allocation = await allocate(options(transport));
    await expect(allocation.permit('127.0.0.1')).rejects.toMatchObject({ failure: 'answer', code: 403 });
    await expect(allocation.bindChannel({ address: '192.168.1.1', port: 80 })).rejects.toMatchObject({
      code: 403,
    });
    await allocation.close();
  });

  test('tells of its quota, and what is closed is free again', async () => {
    const same = options(transport);
    const allocations = await Promise.all(Array.from({ length: quota }, () => allocate(same)));
    const refusal = await allocate(same).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ failure: 'answer', code: 486 });
    await Promise.all(allocations.map(each => each.close()));
    const again = await poll('the quota is free again', () => allocate(same).catch(() => undefined));
    await again.close();
  });
});

describe('what is no TURN server', () => {
  const plain = (change: Partial<TurnOptions>) => allocate(options('udp', { timeout: soon, ...change }));

  test('a port where nobody listens', async () => {
    const port = await freeHttpPort();
    for (const url of [
      `turn:127.0.0.1:${port}`,
      `turn:127.0.0.1:${port}?transport=tcp`,
      `turns:127.0.0.1:${port}`,
    ]) {
      await expect(plain({ url })).rejects.toMatchObject({ failure: 'refused' });
    }
  });

  test('one that never says anything', async () => {
    const udp = createSocket('udp4').bind(0, '127.0.0.1');
    const tcp = createServer().listen(0, '127.0.0.1');
    await Promise.all([once(udp, 'listening'), once(tcp, 'listening')]);
    onTestFinished(() => {
      udp.close();
      tcp.close();
    });
    const tcpPort = (tcp.address() as { port: number }).port;
    for (const url of [
      `turn:127.0.0.1:${udp.address().port}`,
      `turn:127.0.0.1:${tcpPort}?transport=tcp`,
      `turns:127.0.0.1:${tcpPort}`,
    ]) {
      await expect(plain({ url })).rejects.toMatchObject({ failure: 'timeout' });
    }
  });

  test('one that hangs up, and one that speaks no TLS', async () => {
    const server = createServer(socket => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')).listen(
      0,
      '127.0.0.1',
    );
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const { port } = server.address() as { port: number };
    await expect(plain({ url: `turn:127.0.0.1:${port}?transport=tcp` })).rejects.toMatchObject({
      failure: 'closed',
    });
    await expect(plain({ url: `turns:127.0.0.1:${port}` })).rejects.toMatchObject({ failure: 'tls' });
  });

  test('one whose certificate is not to be trusted', async () => {
    const { cert, key } = await makeCertificate(['another.example']);
    const server = createTlsServer({ cert, key }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const url = `turns:127.0.0.1:${(server.address() as { port: number }).port}`;
    await expect(plain({ url })).rejects.toMatchObject({
      failure: 'tls',
      detail: 'DEPTH_ZERO_SELF_SIGNED_CERT',
    });
    await expect(plain({ url, ca: cert })).rejects.toMatchObject({
      failure: 'tls',
      detail: 'ERR_TLS_CERT_ALTNAME_INVALID',
    });
    await expect(plain({ url, trustAny: true })).rejects.toMatchObject({ failure: 'timeout' });
  });

  test('a name that nobody has', async () => {
    // Too long a label to be asked for anywhere.
    const url = `turn:${'a'.repeat(64)}.invalid`;
    await expect(plain({ url })).rejects.toMatchObject({ failure: 'name' });
  });
});
