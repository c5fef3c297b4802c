/**
 * The doctor in a container, as far as that is possible outside of one: a port that an engine publishes is a TCP proxy and silence by UDP.
 * Workers and coturn are real.
 */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createConnection, createServer } from 'node:net';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { checkReachable } from '../../server/doctor/checks/reachable.ts';
import { checkRelays } from '../../server/doctor/checks/turn-relay.ts';
import type { MediaDoor, OpenDoors } from '../../server/doctor/patient.ts';
import { createLog } from '../../server/log.ts';
import { WorkerPool } from '../../server/media/worker-pool.ts';
import { type Coturn, sfuAddress, startCoturn } from '../support/coturn.ts';
import { freeMediaPort } from '../support/free-ports.ts';
import { find, ipv4 } from '../support/patient.ts';
import { workerBin } from '../support/worker-bin.ts';

const sfu = sfuAddress();
const docker = { inContainer: true, interfaces: { eth0: [ipv4('172.31.250.10')] } };
/** Of nobody (RFC 5737): coturn refuses it, so nothing is ever sent there. */
const outer = '198.51.100.9';
let coturn: Coturn;
let pool: WorkerPool;
let mediaPort: number;

beforeAll(async () => {
  mediaPort = await freeMediaPort(1);
  const addresses = { listenAddress: sfu, announcedAddresses: [outer], announceInternal: true };
  const options = { ...addresses, mediaPort, workers: 1, workerBin: await workerBin() };
  [coturn, pool] = await Promise.all([startCoturn(), WorkerPool.start(options, createLog('silent'))]);
});
afterAll(() => Promise.all([coturn?.stop(), pool?.close()]));

/** TCP to `address` is passed on to the same port of `to`; UDP is taken, and nothing comes back. */
async function publish(address: string, port: number, to: string): Promise<void> {
  const proxy = createServer(client => {
    const server = createConnection(port, to);
    for (const socket of [client, server]) socket.on('error', () => socket.destroy());
    client.pipe(server).pipe(client);
  }).listen(port, address);
  const silence = createSocket('udp4').bind(port, address);
  await Promise.all([once(proxy, 'listening'), once(silence, 'listening')]);
  onTestFinished(() => {
    proxy.close();
    silence.close();
  });
}

/** The real door, but for what clients are told. */
async function doorsOffering(offered: MediaDoor['offered']): Promise<OpenDoors> {
  const { doors, close } = await pool.openDoors();
  return { doors: doors.map(door => ({ ...door, offered })), close };
}

const at = (protocol: 'udp' | 'tcp', address: string, port = mediaPort) => ({ protocol, address, port });

test('a media port that the host publishes: TCP is well, and UDP is not judged', async () => {
  await publish('127.0.0.1', mediaPort, sfu);
  const openDoors = () => doorsOffering([at('udp', '127.0.0.1'), at('tcp', '127.0.0.1')]);
  expect(await find(checkReachable, { machine: docker, rest: { openDoors } })).toMatchObject([
    { status: 'skipped', sentence: expect.stringContaining('npm run check-stack') },
    { status: 'ok' },
  ]);
  const outside = await find(checkReachable, {
    machine: { interfaces: docker.interfaces },
    rest: { openDoors },
  });
  expect(outside.map(({ status }) => status)).toEqual(['warning', 'ok']);
  const udpOnly = () => doorsOffering([at('udp', '127.0.0.1')]);
  const alone = await find(checkReachable, { machine: docker, rest: { openDoors: udpOnly } });
  expect(alone.map(({ status }) => status)).toEqual(['warning']);
});

test('TURN that the host publishes: by TCP it relays, and UDP is not judged', async () => {
  const port = Number(/:(\d+)\?/.exec(coturn.url('tcp'))?.[1]);
  await publish(sfu, port, '127.0.0.1');
  const urls = [`turn:${sfu}:${port}`, `turn:${sfu}:${port}?transport=tcp`];
  const settings = { announcedAddresses: [sfu], turn: { urls, secret: coturn.secret } };
  const rest = { openDoors: () => pool.openDoors() };
  const found = await find(checkRelays, { settings, machine: docker, rest });
  expect(found.map(({ status, subject }) => `${status} ${subject}`)).toEqual([
    `skipped ${urls[0]}`,
    `ok ${urls[1]}`,
    `ok ${urls[1]}`,
  ]);
});

test('a relay that is let through to the inner address only is well', async () => {
  const settings = { turn: { urls: [coturn.url('udp')], secret: coturn.secret } };
  const look = (openDoors: () => Promise<OpenDoors>) => find(checkRelays, { settings, rest: { openDoors } });
  const all = { status: 'ok', sentence: expect.stringContaining(`${sfu}:${mediaPort} and back`) };
  const [found] = await look(() => pool.openDoors());
  expect(found).toMatchObject(all);
  const many = Array.from({ length: 5 }, (_, index) => at('udp', `198.51.100.${index + 10}`));
  const [last] = await look(() => doorsOffering([...many, at('udp', sfu)]));
  expect(last).toMatchObject(all);
  const [tcpOnly] = await look(() => doorsOffering([at('tcp', sfu)]));
  expect(tcpOnly).toMatchObject({ status: 'ok', sentence: expect.stringContaining('no media port') });
  const [none] = await look(() => doorsOffering(many));
  expect(none).toMatchObject({ status: 'error', sentence: expect.stringContaining('198.51.100.14') });
});

test('one that is permitted but silent does not hide another that answers, nor does the other family', async () => {
  const silent = createSocket('udp4').bind(0, sfu);
  await once(silent, 'listening');
  onTestFinished(() => void silent.close());
  const settings = { turn: { urls: [coturn.url('tcp')], secret: coturn.secret } };
  const look = async (offered: MediaDoor['offered']) =>
    (await find(checkRelays, { settings, rest: { openDoors: () => doorsOffering(offered) } }))[0];
  const { port } = silent.address();
  expect(await look([at('udp', sfu, port), at('udp', sfu)])).toMatchObject({ status: 'ok' });
  expect(await look([at('udp', '2001:db8::7'), at('udp', sfu)])).toMatchObject({ status: 'ok' });
  expect(await look([at('udp', sfu, port)])).toMatchObject({
    status: 'error',
    sentence: expect.stringContaining('nothing comes back'),
  });
});
