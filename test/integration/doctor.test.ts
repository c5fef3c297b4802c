/** The doctor on the real thing: workers, coturn, proxies and certificates, one of which is wrong in each test. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer as createHttpServer, request as requestHttp, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Finding } from '#protocol/doctor.ts';
import { checkCertificates } from '../../server/doctor/checks/certificates.ts';
import type { Check } from '../../server/doctor/checks/index.ts';
import { checkMediaPorts } from '../../server/doctor/checks/media-ports.ts';
import { checkPorts } from '../../server/doctor/checks/ports.ts';
import { checkPublicUrl } from '../../server/doctor/checks/public-url.ts';
import { checkReachable } from '../../server/doctor/checks/reachable.ts';
import { checkForbiddenPeers } from '../../server/doctor/checks/turn-forbidden.ts';
import { checkRelays } from '../../server/doctor/checks/turn-relay.ts';
import type { ExaminedSettings, OpenDoors } from '../../server/doctor/patient.ts';
import { createLog } from '../../server/log.ts';
import { WorkerPool } from '../../server/media/worker-pool.ts';
import { makeCertificate } from '../support/certificate.ts';
import { type Coturn, findCoturn, sfuAddress, startCoturn } from '../support/coturn.ts';
import { freeHttpPort, freeMediaPort } from '../support/free-ports.ts';
import { find, troubles } from '../support/patient.ts';
import { poll } from '../support/poll.ts';
import { startApp, type TestApp } from '../support/start-app.ts';
import { temporaryDir } from '../support/temporary-dir.ts';
import { workerBin } from '../support/worker-bin.ts';

const sfu = sfuAddress();
let mediaPort: number;
let openDoors: () => Promise<OpenDoors>;
const ends: (() => Promise<unknown>)[] = [];

async function startPool(mediaPort: number, announcedAddresses: string[] = []): Promise<WorkerPool> {
  const addresses = { listenAddress: sfu, announcedAddresses, announceInternal: false };
  return WorkerPool.start(
    { ...addresses, mediaPort, workers: 2, workerBin: await workerBin() },
    createLog('silent'),
  );
}

beforeAll(async () => {
  mediaPort = await freeMediaPort(2);
  const pool = await startPool(mediaPort);
  ends.push(() => pool.close());
  openDoors = () => pool.openDoors();
});
afterAll(() => Promise.all(ends.map(end => end())));

function examined(
  check: Check,
  settings: Partial<ExaminedSettings>,
  rest: { ca?: string } = {},
): Promise<Finding[]> {
  return find(check, { settings: { mediaPort, ...settings }, rest: { openDoors, ...rest } });
}

describe('media ports', () => {
  test('each answers, by UDP and TCP', async () => {
    const found = await examined(checkMediaPorts, {});
    expect(found.map(({ status, subject }) => `${status} ${subject}`)).toEqual([
      `ok udp ${sfu}:${mediaPort}`,
      `ok tcp ${sfu}:${mediaPort}`,
      `ok udp ${sfu}:${mediaPort + 1}`,
      `ok tcp ${sfu}:${mediaPort + 1}`,
    ]);
  });

  test('one that does not is named with its port', async () => {
    const port = await freeHttpPort();
    const [door] = (await openDoors()).doors;
    if (!door) throw new Error('no door');
    const bound = (['udp', 'tcp'] as const).map(protocol => ({ protocol, address: '127.0.0.1', port }));
    const closed = { doors: [{ ...door, bound }], close() {} };
    const found = troubles(await find(checkMediaPorts, { rest: { openDoors: async () => closed } }));
    expect(found).toMatchObject([
      { status: 'error', subject: `udp 127.0.0.1:${port}`, remedy: expect.stringContaining(`dport ${port}`) },
      { status: 'error', subject: `tcp 127.0.0.1:${port}`, remedy: expect.stringContaining(`dport ${port}`) },
    ]);
  });

  test('workers that cannot be had are an error, with what the start said', async () => {
    const failing = () => Promise.reject(new Error('Cannot open the media ports udp 192.0.2.1'));
    const found = troubles(await find(checkMediaPorts, { rest: { openDoors: failing } }));
    expect(found).toMatchObject([
      {
        status: 'error',
        sentence: expect.stringContaining('Cannot open'),
        remedy: expect.stringContaining('LISTEN_ADDRESS'),
      },
    ]);
  });

  test('an announced address that leads elsewhere is a warning, for it may be NAT', async () => {
    const elsewhere = await freeMediaPort(2);
    const pool = await startPool(elsewhere, ['127.0.0.9']);
    onTestFinished(() => pool.close());
    const found = troubles(await find(checkReachable, { rest: { openDoors: () => pool.openDoors() } }));
    expect(found).toHaveLength(4);
    expect(found[0]).toMatchObject({
      status: 'warning',
      subject: `udp 127.0.0.9:${elsewhere}`,
      remedy: expect.stringContaining('/check'),
    });
  });
});

describe('ports', () => {
  const web = (port: number) => ({ host: '127.0.0.1', port, owner: 'another' as const });

  test('one that another program has is named with that program', async () => {
    const port = await freeHttpPort();
    const program = spawn(
      process.execPath,
      ['-e', `require('net').createServer().listen(${port}, '127.0.0.1', () => console.log('up'))`],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    onTestFinished(() => void program.kill());
    await once(program.stdout, 'data');
    const settings = { mediaPort: await freeMediaPort(2) };
    const found = troubles(
      await find(checkPorts, { settings, machine: { root: '/' }, rest: { web: web(port) } }),
    );
    expect(found).toMatchObject([
      {
        status: 'error',
        subject: `tcp ${port}`,
        sentence: expect.stringContaining(`(process ${program.pid})`),
        remedy: expect.stringContaining(`kill ${program.pid}; or set PORT`),
      },
    ]);
  });

  test('media ports too, by UDP and by TCP', async () => {
    const found = troubles(
      await find(checkPorts, { settings: { mediaPort }, rest: { web: web(await freeHttpPort()) } }),
    );
    expect(found.map(({ subject }) => subject)).toEqual([
      `udp ${mediaPort}`,
      `tcp ${mediaPort}`,
      `udp ${mediaPort + 1}`,
      `tcp ${mediaPort + 1}`,
    ]);
    expect(found[0]?.remedy).toContain('MEDIA_PORT');
  });

  test('free ones are well', async () => {
    const settings = { mediaPort: await freeMediaPort(2) };
    expect(troubles(await find(checkPorts, { settings, rest: { web: web(await freeHttpPort()) } }))).toEqual(
      [],
    );
  });
});

describe('TURN', () => {
  let coturn: Coturn;
  const urls = (server = coturn) => [server.url('udp'), server.url('tcp'), server.url('tls')];
  const turn = (server = coturn) => ({ urls: urls(server), secret: server.secret });

  beforeAll(async () => {
    coturn = await startCoturn();
    ends.push(() => coturn.stop());
  });

  async function lax(configuration: string, settings: Record<string, string> = {}): Promise<Coturn> {
    const file = path.join(await temporaryDir(), 'turnserver.conf');
    await writeFile(file, configuration);
    const server = await startCoturn({ TURN_CONFIG: file, ...settings });
    onTestFinished(async () => void (await server.stop()));
    return server;
  }

  test('as shipped it relays each way, and nowhere else', async () => {
    const relays = await examined(checkRelays, { turn: turn() });
    expect(relays.map(({ status, subject }) => `${status} ${subject}`)).toEqual(
      urls().flatMap(url => [`ok ${url}`, `ok ${url}`]),
    );
    const forbidden = await examined(checkForbiddenPeers, { turn: turn() });
    expect(forbidden.length).toBeGreaterThanOrEqual(3);
    expect(forbidden.every(({ status }) => status === 'ok')).toBe(true);
  });

  test('another secret', async () => {
    const wrong = { ...turn(), secret: 'another secret of more than 32 characters' };
    const found = await examined(checkRelays, { turn: wrong });
    expect(found).toHaveLength(3);
    for (const finding of found)
      expect(finding).toMatchObject({
        status: 'error',
        remedy: expect.stringContaining('static-auth-secret'),
      });
    expect(JSON.stringify(found)).not.toContain(wrong.secret);
  });

  test('a clock that is behind that of the TURN server', async () => {
    vi.useFakeTimers({ now: Date.now() - 3_600_000, toFake: ['Date'] });
    onTestFinished(() => void vi.useRealTimers());
    const found = await examined(checkRelays, { turn: { ...turn(), urls: [coturn.url('udp')] } });
    expect(found).toMatchObject([
      {
        status: 'error',
        sentence: expect.stringContaining('clock'),
        remedy: expect.stringContaining('timedatectl'),
      },
    ]);
  });

  test('one that does not relay to this server', async () => {
    const server = await startCoturn({ SFU_ADDRESSES: '198.51.100.9' });
    onTestFinished(async () => void (await server.stop()));
    const [found] = await examined(checkRelays, { turn: turn(server) });
    expect(found).toMatchObject({
      status: 'error',
      sentence: expect.stringContaining(sfu),
      remedy: expect.stringContaining(`allowed-peer-ip=${sfu}`),
    });
  });

  test('one that relays to private networks and to metadata services', async () => {
    const server = await lax('use-auth-secret\nno-cli\nlog-file=stdout\n');
    const found = troubles(await examined(checkForbiddenPeers, { turn: turn(server) }));
    expect(found.map(({ subject }) => subject)).toEqual([
      '127.0.0.1 to 169.254.169.254',
      '127.0.0.1 to 10.0.0.1',
    ]);
    expect(found[0]).toMatchObject({
      status: 'error',
      remedy: expect.stringContaining('denied-peer-ip=169.254.0.0'),
    });
  });

  test('one that relays to itself', async () => {
    const server = await lax('use-auth-secret\nno-cli\nlog-file=stdout\nallow-loopback-peers\n', {
      TURN_ALLOW_LOOPBACK: 'yes',
    });
    const found = troubles(await examined(checkForbiddenPeers, { turn: turn(server) }));
    expect(found.map(({ subject }) => subject)).toContain('127.0.0.1 to 127.0.0.1');
  });

  test('an open relay', async () => {
    const port = await freeMediaPort(1);
    const relay = await openRelay(port);
    onTestFinished(relay.stop);
    const open = { urls: [`turn:127.0.0.1:${port}?transport=tcp`], secret: coturn.secret };
    const found = troubles(await examined(checkRelays, { turn: open }));
    expect(found).toMatchObject([
      {
        status: 'error',
        sentence: expect.stringContaining('open relay'),
        remedy: expect.stringContaining('no-auth'),
      },
    ]);
  });

  test('one that does not run, and a name that nobody has', async () => {
    const port = await freeHttpPort();
    const dead = [
      `turn:127.0.0.1:${port}`,
      `turn:127.0.0.1:${port}?transport=tcp`,
      `turns:127.0.0.1:${port}`,
    ];
    const nameless = `turn:${'a'.repeat(64)}.example.org`;
    const found = troubles(
      await examined(checkRelays, { turn: { urls: [...dead, nameless], secret: coturn.secret } }),
    );
    expect(found.map(({ remedy }) => remedy)).toEqual([
      expect.stringContaining(`UDP port ${port}`),
      expect.stringContaining(`TCP port ${port}`),
      expect.stringContaining(`TCP port ${port}`),
      expect.stringContaining('A or AAAA record'),
    ]);
  });

  test('one without TLS, and one with a certificate that nobody trusts', async () => {
    const plain = coturn.url('tcp').replace('turn:', 'turns:');
    const noTls = troubles(await examined(checkRelays, { turn: { urls: [plain], secret: coturn.secret } }));
    expect(noTls.map(({ remedy }) => remedy)).toEqual(
      noTls.map(() => expect.stringMatching(/TLS|TURN_CERT/)),
    );
    const untrusted = troubles(await examined(checkCertificates, { turn: turn() }));
    expect(untrusted).toMatchObject([
      { subject: coturn.url('tls'), status: 'error', sentence: expect.stringContaining('self-signed') },
    ]);
    const trusted = await examined(checkCertificates, { turn: turn() }, { ca: coturn.certificate.cert });
    expect(trusted).toMatchObject([{ status: 'ok' }]);
  });
});

describe('PUBLIC_URL', () => {
  let app: TestApp;
  let port: number;
  beforeAll(async () => {
    app = await startApp({}, end => void ends.push(end));
    await app.fastify.listen({ host: '127.0.0.1', port: 0 });
    port = Number(new URL(app.fastify.listeningOrigin).port);
  });

  async function serve(server: Server): Promise<number> {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    return (server.address() as { port: number }).port;
  }

  /** Passes requests on, and upgrades only if told to. */
  function proxy(
    headers: Record<string, string>,
    upgrades: boolean,
    server: Server = createHttpServer(),
  ): Server {
    server.on('request', (incoming, answer) => {
      const passed = requestHttp(
        { port, host: '127.0.0.1', path: incoming.url, headers: { ...headers } },
        response => {
          answer.writeHead(response.statusCode ?? 500, response.headers);
          response.pipe(answer);
        },
      );
      passed.end();
    });
    if (upgrades) {
      server.on('upgrade', (incoming, socket: Socket) => {
        const { 'sec-websocket-key': key = '', 'sec-websocket-protocol': protocol = '' } = incoming.headers;
        const passed = requestHttp({
          port,
          host: '127.0.0.1',
          path: incoming.url,
          headers: {
            connection: 'Upgrade',
            upgrade: 'websocket',
            'sec-websocket-version': '13',
            'sec-websocket-key': key,
            'sec-websocket-protocol': protocol,
          },
        });
        passed.on('upgrade', (response, upstream, head) => {
          const lines = response.rawHeaders.flatMap((name, at, all) =>
            at % 2 === 0 ? [`${name}: ${all[at + 1]}`] : [],
          );
          socket.write(`HTTP/1.1 101 Switching Protocols\r\n${lines.join('\r\n')}\r\n\r\n`);
          socket.write(head);
          upstream.pipe(socket).pipe(upstream);
        });
        passed.end();
      });
    }
    return server;
  }

  async function looked(publicUrl: string, change: Partial<ExaminedSettings> = {}): Promise<Finding[]> {
    const response = await fetch(`http://127.0.0.1:${port}/healthz`);
    const { instance } = (await response.json()) as { instance: string };
    return find(checkPublicUrl, { settings: { publicUrl, ...change }, rest: { instance } });
  }

  test('it leads to this server', async () => {
    expect((await looked(`http://127.0.0.1:${port}`)).map(({ status }) => status)).toEqual(['ok', 'ok']);
    const passing = await serve(proxy({}, true));
    expect((await looked(`http://127.0.0.1:${passing}`)).map(({ status }) => status)).toEqual(['ok', 'ok']);
  });

  test('nothing answers, something else does, another Plenum does', async () => {
    const nobody = await freeHttpPort();
    expect(troubles(await looked(`http://127.0.0.1:${nobody}`))).toMatchObject([
      { status: 'error', sentence: expect.stringContaining('ECONNREFUSED') },
    ]);
    const other = await serve(createHttpServer((_request, answer) => void answer.end('It works!')));
    expect(troubles(await looked(`http://127.0.0.1:${other}`))).toMatchObject([
      { sentence: expect.stringContaining('something else'), remedy: expect.stringContaining('proxy') },
    ]);
    const found = await find(checkPublicUrl, { settings: { publicUrl: `http://127.0.0.1:${port}` } });
    expect(troubles(found)).toMatchObject([{ sentence: expect.stringContaining('another Plenum') }]);
  });

  test('a proxy that passes no sockets', async () => {
    const passing = await serve(proxy({}, false));
    expect(troubles(await looked(`http://127.0.0.1:${passing}`))).toMatchObject([
      {
        status: 'error',
        subject: `ws://127.0.0.1:${passing}/ws`,
        remedy: expect.stringContaining('Upgrade'),
      },
    ]);
  });

  test('a proxy that is not trusted, and one that does not say who asks', async () => {
    const untrusted = await serve(proxy({ 'x-forwarded-for': '198.51.100.1' }, true));
    expect(troubles(await looked(`http://127.0.0.1:${untrusted}`))).toMatchObject([
      { status: 'error', remedy: expect.stringContaining('TRUSTED_PROXIES') },
    ]);
    const silent = await serve(proxy({}, true, createHttpsServer(await makeCertificate(['127.0.0.1']))));
    expect(troubles(await looked(`https://127.0.0.1:${silent}`))).toMatchObject([
      { status: 'warning', remedy: expect.stringContaining('X-Forwarded-For') },
    ]);
  });

  test('plain HTTP on the Internet', async () => {
    const found = troubles(
      await find(checkPublicUrl, {
        settings: { publicUrl: 'http://meet.example.org' },
        rest: { instance: undefined },
      }),
    );
    expect(found).toMatchObject([
      {
        status: 'error',
        sentence: expect.stringContaining('camera'),
        remedy: expect.stringContaining('HTTPS'),
      },
    ]);
  });

  test('its certificate: of another name, expired, of nobody known', async () => {
    const day = 86_400_000;
    const other = await makeCertificate(['other.example']);
    const past = { notBeforeDate: new Date(Date.now() - 90 * day), notAfterDate: new Date(Date.now() - day) };
    const expired = await makeCertificate(['127.0.0.1', 'localhost'], past);
    const cases = [
      { certificate: other, ca: other.cert, sentence: /for DNS:other\.example, not for localhost/ },
      { certificate: expired, ca: expired.cert, sentence: /expired/ },
      { certificate: other, ca: '', sentence: /self-signed/ },
    ];
    for (const { certificate, ca, sentence } of cases) {
      const at = await serve(createHttpsServer({ cert: certificate.cert, key: certificate.key }));
      const found = troubles(
        await find(checkCertificates, {
          settings: { publicUrl: `https://localhost:${at}` },
          rest: ca ? { ca } : {},
        }),
      );
      expect(found.map(each => each.sentence)).toContainEqual(expect.stringMatching(sentence));
    }
  });

  test('certificate files: not there, of another key, and well', async () => {
    const folder = await temporaryDir();
    const [one, other] = [await makeCertificate(['localhost']), await makeCertificate(['localhost'])];
    const files = {
      kind: 'files',
      cert: path.join(folder, 'cert.pem'),
      key: path.join(folder, 'key.pem'),
    } as const;
    const look = async () => troubles(await find(checkCertificates, { settings: { tls: files } }));
    expect(await look()).toMatchObject([{ status: 'error', remedy: expect.stringContaining('TLS_CERT') }]);
    await writeFile(files.cert, one.cert);
    expect(await look()).toMatchObject([{ status: 'error', remedy: expect.stringContaining('TLS_KEY') }]);
    await writeFile(files.key, other.key);
    expect(await look()).toMatchObject([
      { sentence: expect.stringContaining('not that of the certificate') },
    ]);
    await writeFile(files.key, one.key);
    expect(await look()).toEqual([]);
  });
});

/** A TURN server for everybody, as tutorials start it. */
async function openRelay(port: number): Promise<{ stop: () => Promise<void> }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'plenum-open-relay-'));
  const options = [
    '--no-auth',
    '--no-cli',
    '--no-tls',
    '--no-dtls',
    `--listening-port=${port}`,
    '--listening-ip=127.0.0.1',
    `--relay-ip=${sfu}`,
  ];
  const files = [`--pidfile=${folder}/pid`, `--userdb=${folder}/db`, '--log-file=stdout'];
  const relay: ChildProcess = spawn(findCoturn(process.env) ?? 'no coturn', ['-n', ...options, ...files], {
    stdio: ['ignore', 'ignore', 'ignore'],
  });
  await listening(port);
  return {
    async stop() {
      const exited = once(relay, 'exit');
      relay.kill('SIGKILL');
      await exited;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function listening(port: number): Promise<void> {
  await poll(`something listens at ${port}`, async () => {
    const probe = createServer();
    const taken = once(probe, 'error').then(() => true);
    const free = once(probe, 'listening').then(() => false);
    probe.listen(port, '127.0.0.1');
    const found = await Promise.race([taken, free]);
    probe.close();
    return found;
  });
}
