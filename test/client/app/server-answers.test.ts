/** Against a real HTTP server: one that answers, one that refuses, one that takes the question and says nothing. */
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { expect, onTestFinished, test, vi } from 'vitest';
import { serverAnswers } from '../../../client/app/check/server-answers.ts';

/** A page knows where it came from; here its requests are sent there. */
async function onPageOf(answer: RequestListener): Promise<void> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('not listening');
  const real = globalThis.fetch;
  const spy = vi.spyOn(globalThis, 'fetch');
  spy.mockImplementation((path, options) => real(`http://127.0.0.1:${address.port}${String(path)}`, options));
  onTestFinished(() => {
    spy.mockRestore();
    server.closeAllConnections();
    server.close();
  });
}

test('it answers', async () => {
  await onPageOf((_request, response) => void response.end());
  expect(await serverAnswers()).toBe(true);
});

test('an error is no answer', async () => {
  await onPageOf((_request, response) => void response.writeHead(502).end());
  expect(await serverAnswers()).toBe(false);
});

test('who says nothing is not waited for', async () => {
  await onPageOf(() => {});
  expect(await serverAnswers()).toBe(false);
});
