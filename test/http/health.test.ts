import Fastify from 'fastify';
import { expect, test } from 'vitest';
import { serveHealth } from '../../server/http/health.ts';

const reason = 'no media worker is running';

async function get(url: string, ready: boolean) {
  const fastify = Fastify();
  serveHealth(fastify, { obstacle: () => (ready ? undefined : reason), instance: 'one' });
  const { statusCode, headers, body } = await fastify.inject(url);
  return [statusCode, headers['content-type'], JSON.parse(body)];
}

const ok = { status: 'ok', instance: 'one', forwarded: 'none' };
const json = 'application/json; charset=utf-8';

test('the process lives, whether or not there is a worker', async () => {
  expect(await get('/healthz', true)).toEqual([200, json, ok]);
  expect(await get('/healthz', false)).toEqual([200, json, ok]);
});

test('it is ready while a room could be opened', async () => {
  expect(await get('/readyz', true)).toEqual([200, json, { status: 'ready' }]);
  expect(await get('/readyz', false)).toEqual([503, json, { status: 'not ready', reason }]);
});

test.each([
  ['nobody is trusted', false, 'ignored'],
  ['the proxy is trusted', ['127.0.0.1'], 'believed'],
  ['another is trusted', ['192.0.2.1'], 'ignored'],
])('it says what became of X-Forwarded-For: %s', async (_case, trustProxy, forwarded) => {
  const fastify = Fastify({ trustProxy });
  serveHealth(fastify, { obstacle: () => undefined, instance: 'one' });
  const response = await fastify.inject({ url: '/healthz', headers: { 'x-forwarded-for': '198.51.100.7' } });
  expect(response.json()).toMatchObject({ forwarded });
});
