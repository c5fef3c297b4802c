/** What one address is allowed: each limit exceeded, on the whole server. */
import { expect, test } from 'vitest';
import { accessWith, tokenOf } from '../http/api-server.ts';
import { enter, join } from '../support/join.ts';
import { noCapabilities, nothing } from '../support/media-parameters.ts';
import { startApp } from '../support/start-app.ts';
import { WsClient } from '../support/ws-client.ts';

const secret = 'a secret of the tests, of more than 32 characters';

test('an address joins so often, whatever sockets and rooms it uses', async () => {
  const app = await startApp({ edge: { joinBurst: 2, joinsPerSecond: 0.001 } });
  await join(app, { room: 'one' });
  await join(app, { room: 'two' });
  const third = await WsClient.connect(app.fastify);
  await expect(enter(third, { room: 'three' })).rejects.toMatchObject({ reason: 'rate-limited' });
  // Looking and staying are free.
  await expect(third.request('preview', { room: 'one' })).resolves.toMatchObject({ count: 1 });
});

test('an address tries so many passcodes, and then not even the right one is looked at', async () => {
  const app = await startApp({
    edge: { passcodeTries: 2, passcodeSeconds: 1_000 },
    settings: { TOKEN_SECRET: secret, ACCESS: 'open' },
  });
  const admin = await tokenOf(await accessWith(secret), { admin: true });
  const created = await app.fastify.inject({
    method: 'POST',
    url: '/api/rooms',
    headers: { authorization: `Bearer ${admin}` },
    payload: { room: 'safe', settings: { passcode: '2468' } },
  });
  expect(created.statusCode).toBe(201);
  const attempt = async (passcode: string) => {
    const client = await WsClient.connect(app.fastify);
    const entry = { room: 'safe', name: 'Ann', rtpCapabilities: noCapabilities, interest: nothing };
    const { error } = await client.send('join', { ...entry, passcode });
    return error?.data.reason;
  };
  expect(await attempt('2468')).toBeUndefined();
  expect([await attempt('1'), await attempt('2')]).toEqual(['passcode-wrong', 'passcode-wrong']);
  expect([await attempt('3'), await attempt('2468')]).toEqual(['rate-limited', 'rate-limited']);
});

test('an address asks so often for the page, and its sockets are not counted', async () => {
  const app = await startApp({ edge: { httpRequestsPerMinute: 2 } });
  for (const url of ['/', '/', '/healthz', '/healthz', '/healthz']) {
    expect((await app.fastify.inject(url)).statusCode).not.toBe(429);
  }
  const { statusCode, headers, body } = await app.fastify.inject('/');
  expect([statusCode, headers['content-type']]).toEqual([429, 'application/problem+json']);
  expect(JSON.parse(body)).toMatchObject({ reason: 'rate-limited', status: 429 });
  expect(Number(headers['retry-after'])).toBeGreaterThan(0);
  await expect(join(app)).resolves.toBeDefined();
  expect((await app.fastify.inject('/api/openapi.json')).statusCode).toBe(200);
});
