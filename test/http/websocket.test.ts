import { get } from 'node:http';
import Fastify from 'fastify';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { Turn } from '../../server/auth/turn.ts';
import { KeptChecks } from '../../server/checks/kept-checks.ts';
import { Probes } from '../../server/checks/probes.ts';
import type { OriginRule } from '../../server/http/origin.ts';
import { type CloseSessions, serveWebsocket } from '../../server/http/websocket.ts';
import { limits, usualEdgeLimits } from '../../server/limits.ts';
import { NoWorkerError } from '../../server/media/worker-pool.ts';
import { Registry } from '../../server/rooms/registry.ts';
import { AddressLimits } from '../../server/sessions/address-limits.ts';
import { receivesAll } from '../support/media.ts';
import { silent, unburdened, unobserved, untold } from '../support/open-room.ts';
import { poll } from '../support/poll.ts';
import { accessWith } from './api-server.ts';

const noProbes = new Probes({ create: () => Promise.reject(new NoWorkerError('none')), max: 0, log: silent });
const ownOnly: OriginRule = { publicUrl: undefined, allowed: [] };

interface Door {
  origins?: OriginRule;
  socketsPerAddress?: number;
}

async function serve({ origins = ownOnly, socketsPerAddress = 50 }: Door = {}) {
  const fastify = Fastify();
  onTestFinished(() => fastify.close());
  const registry = new Registry({
    ...unburdened,
    createRouter: () => Promise.reject(new NoWorkerError('none')),
    keepEmpty: 60_000,
    keepSeat: 30_000,
    limits,
    maxRooms: 100,
    maxPeers: 100,
    selfGoverned: true,
    observer: unobserved,
    onTransition: untold,
    log: silent,
  });
  const addressLimits = new AddressLimits({ ...usualEdgeLimits, socketsPerAddress });
  const closeSessions: CloseSessions = await serveWebsocket(fastify, {
    registry,
    access: await accessWith('a secret of the tests, of more than 32 characters'),
    hello: { server: 'plenum/test', routerRtpCapabilities: receivesAll, limits },
    turn: new Turn(undefined),
    probes: noProbes,
    checks: new KeptChecks(silent),
    limits: usualEdgeLimits,
    onTransition: untold,
    log: silent,
    origins,
    addressLimits,
  });
  await fastify.ready();
  return { fastify, closeSessions, addressLimits };
}

const speaking = (...protocols: string[]) => ({
  headers: { 'sec-websocket-protocol': protocols.join(', ') },
});

/** Opens a socket and collects what arrives, from the first frame on. */
async function open({ fastify }: Awaited<ReturnType<typeof serve>>, ...protocols: string[]) {
  const frames: unknown[] = [];
  const first = Promise.withResolvers<void>();
  const closed = Promise.withResolvers<{ code: number; reason: string }>();
  const socket = await fastify.injectWS('/ws', speaking(...protocols), {
    onInit: ws => {
      ws.on('message', data => {
        frames.push(JSON.parse(String(data)));
        first.resolve();
      });
      ws.on('close', (code, reason) => closed.resolve({ code, reason: String(reason) }));
    },
  });
  onTestFinished(() => socket.terminate());
  await first.promise;
  return { socket, frames, closed: closed.promise };
}

test('a socket that speaks the protocol is greeted', async () => {
  const server = await serve();
  for (const protocols of [['plenum.v1'], ['plenum.v2', 'plenum.v1']]) {
    const { frames } = await open(server, ...protocols);
    expect(frames).toMatchObject([{ method: 'hello', params: { server: 'plenum/test', limits } }]);
  }
});

test.each([[], ['plenum.v2'], ['plenum.v1x'], ['graphql-ws', 'mqtt']])(
  'a socket that offers %j is refused before the upgrade',
  async (...protocols) => {
    const { fastify } = await serve();
    const context = protocols.length > 0 ? speaking(...protocols) : {};
    await expect(fastify.injectWS('/ws', context)).rejects.toThrow('400');
  },
);

test('a plain request has nothing to find there', async () => {
  const { fastify } = await serve();
  expect((await fastify.inject('/ws')).statusCode).toBe(404);
});

test('binary frames are read as such', async () => {
  const server = await serve();
  const { socket, frames } = await open(server, 'plenum.v1');
  socket.send(Buffer.from('{}'));
  await expect.poll(() => frames.at(-1)).toMatchObject({ id: null, error: { code: -32700 } });
});

test('a frame that is too long closes the socket', async () => {
  const server = await serve();
  const { socket, closed } = await open(server, 'plenum.v1');
  socket.send('x'.repeat(limits.messageBytes + 1));
  expect(await closed).toMatchObject({ code: 1009 });
});

test('at the end every session is closed with the reason, and so is one that comes later', async () => {
  const server = await serve();
  const sockets = [await open(server, 'plenum.v1'), await open(server, 'plenum.v1')];
  server.closeSessions('shutdown');
  for (const { closed } of sockets) expect(await closed).toEqual({ code: 4005, reason: 'shutdown' });
  const late = await open(server, 'plenum.v1');
  expect(await late.closed).toEqual({ code: 4005, reason: 'shutdown' });
});

test('a socket at another path is refused before the upgrade', async () => {
  const { fastify } = await serve();
  await expect(fastify.injectWS('/elsewhere', speaking('plenum.v1'))).rejects.toThrow('404');
});

/** Over the network: what becomes of an upgrade, and what is said when nothing does. */
async function knock(url: string, headers: Record<string, string> = {}) {
  const socket = new WebSocket(url, 'plenum.v1', { headers });
  onTestFinished(() => socket.terminate());
  return new Promise<{ status: number; problem?: Record<string, unknown>; socket: WebSocket }>(
    (resolve, reject) => {
      socket.on('open', () => resolve({ status: 101, socket }));
      socket.on('error', () => {}); // the answer says more
      socket.on('unexpected-response', (_request, answer) => {
        answer.setEncoding('utf8');
        let text = '';
        answer.on('data', part => (text += String(part)));
        answer.on('end', () =>
          resolve({ status: answer.statusCode ?? 0, problem: JSON.parse(text), socket }),
        );
        answer.on('error', reject);
      });
    },
  );
}

async function listen(door: Door) {
  const server = await serve(door);
  const address = await server.fastify.listen({ host: '127.0.0.1', port: 0 });
  return { ...server, url: `${address.replace('http', 'ws')}/ws`, address };
}

test('a page of another site cannot open a socket, one of ours and what is no browser can', async () => {
  const { url, address } = await listen({});
  for (const Origin of ['https://evil.example', 'null', `${address}.evil.example`]) {
    const { status, problem } = await knock(url, { Origin });
    expect([status, problem?.reason, problem?.field]).toEqual([403, 'not-permitted', 'Origin']);
  }
  expect((await knock(url, { Origin: address })).status).toBe(101);
  expect((await knock(url)).status).toBe(101);
});

test('a page of an allowed site can open a socket', async () => {
  const { url } = await listen({ origins: { publicUrl: undefined, allowed: ['https://shop.example'] } });
  expect((await knock(url, { Origin: 'https://shop.example' })).status).toBe(101);
  expect((await knock(url, { Origin: 'https://other.example' })).status).toBe(403);
});

test('an address has so many sockets, and gets one back when one closes', async () => {
  const { url, addressLimits } = await listen({ socketsPerAddress: 2 });
  const first = await knock(url);
  await knock(url);
  const { status, problem } = await knock(url);
  expect([status, problem?.reason]).toEqual([429, 'rate-limited']);
  first.socket.terminate();
  await poll('a place is free', async () => (await knock(url)).status === 101);
  expect(addressLimits.size).toBe(1);
});

test('an upgrade that fails takes no place', async () => {
  const { url, address, addressLimits } = await listen({ socketsPerAddress: 1 });
  for (const version of ['12', '13']) {
    const headers = {
      connection: 'upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': version,
      'sec-websocket-key': 'no key',
      'sec-websocket-protocol': 'plenum.v1',
    };
    const status = await new Promise(resolve => {
      get(`${address}/ws`, { headers, agent: false }, answer => resolve(answer.resume().statusCode));
    });
    expect(status).toBe(400);
    await poll('the place is free', () => addressLimits.size === 0);
  }
  expect((await knock(url)).status).toBe(101);
});
