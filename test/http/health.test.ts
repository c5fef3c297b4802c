import Fastify from 'fastify';
import { expect, test } from 'vitest';
import { serveHealth } from '../../server/http/health.ts';

async function get(url: string, ready: boolean) {
  const fastify = Fastify();
  serveHealth(fastify, () => ready);
  const { statusCode, headers, body } = await fastify.inject(url);
  return [statusCode, headers['content-type'], JSON.parse(body)];
}

const json = 'application/json; charset=utf-8';

test('the process lives, whether or not there is a worker', async () => {
  expect(await get('/healthz', true)).toEqual([200, json, { status: 'ok' }]);
  expect(await get('/healthz', false)).toEqual([200, json, { status: 'ok' }]);
});

test('it is ready while a room could be opened', async () => {
  expect(await get('/readyz', true)).toEqual([200, json, { status: 'ready' }]);
  const reason = 'no media worker is running';
  expect(await get('/readyz', false)).toEqual([503, json, { status: 'not ready', reason }]);
});
