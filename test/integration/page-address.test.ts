/**
 * The addresses under which the whole server answers with the page.
 */
import { expect, test } from 'vitest';
import { startApp } from '../support/start-app.ts';

test.each([
  ['the longest name of a room', `/r/${encodeURIComponent('語'.repeat(128))}`],
  ['a slash too many', '/r/kitchen/'],
])('%s', async (_what, url) => {
  const { fastify } = await startApp();
  const { statusCode, headers } = await fastify.inject(url);
  expect([statusCode, headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
});

test("the build's own note is nobody's business", async () => {
  const { fastify } = await startApp();
  expect((await fastify.inject('/sources.sha256')).statusCode).toBe(404);
});
