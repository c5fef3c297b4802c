import Fastify from 'fastify';
import { expect, onTestFinished, test } from 'vitest';
import { type CloseSessions, serveWebsocket } from '../../server/http/websocket.ts';
import { limits } from '../../server/limits.ts';
import { NoWorkerError } from '../../server/media/worker-pool.ts';
import { Registry } from '../../server/rooms/registry.ts';
import { receivesAll } from '../support/media.ts';
import { silent } from '../support/open-room.ts';

async function serve() {
  const fastify = Fastify();
  onTestFinished(() => fastify.close());
  const createRouter = () => Promise.reject(new NoWorkerError('none'));
  const registry = new Registry({
    createRouter,
    keepEmpty: 60_000,
    limits,
    log: silent,
  });
  const hello = { server: 'plenum/test', routerRtpCapabilities: receivesAll, iceServers: [], limits };
  const closeSessions: CloseSessions = await serveWebsocket(fastify, { registry, hello, log: silent });
  await fastify.ready();
  return { fastify, closeSessions };
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
