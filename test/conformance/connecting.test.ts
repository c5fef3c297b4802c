/**
 * PROTOCOL.md, "Connecting": the subprotocol, `hello`, the order of answers, and the limits of one session.
 */
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { socketUrl, subprotocol } from './support/client.ts';
import { connected, joined } from './support/member.ts';

async function refusedWith(...offered: string[]): Promise<number | undefined> {
  const socket = new WebSocket(socketUrl(), offered);
  const [, response] = await once(socket, 'unexpected-response');
  socket.on('error', () => {}); // the end of a socket that never opened
  socket.terminate();
  return response.statusCode;
}

test('the subprotocol is agreed on', async () => {
  const client = await connected();
  expect(client.socket.protocol).toBe(subprotocol);
});

test('a socket that offers no subprotocol, or only others, is refused before it opens', async () => {
  expect(await refusedWith()).toBe(400);
  expect(await refusedWith('plenum.v0', 'chat')).toBe(400);
});

test('of several subprotocols the one that is known is chosen', async () => {
  const socket = new WebSocket(socketUrl(), ['plenum.v9', subprotocol]);
  await once(socket, 'open');
  expect(socket.protocol).toBe(subprotocol);
  socket.terminate();
});

test('hello is the first frame, and says what rooms can carry and what the limits are', async () => {
  const client = await connected();
  const hello = await client.notified('hello');
  await client.settled();
  expect(client.frames[0]).toEqual({ jsonrpc: '2.0', method: 'hello', params: hello });
  expect(client.notifications('hello')).toHaveLength(1);
  expect(hello.server).toMatch(/^\S+/);
  const { data, ...limits } = hello.limits;
  for (const limit of Object.values({ ...limits, ...data })) expect(limit).toBeGreaterThan(0);
  const codecs = hello.routerRtpCapabilities.codecs.map(codec => codec.mimeType.toLowerCase());
  expect(codecs).toEqual(
    expect.arrayContaining(['audio/opus', 'video/vp8', 'video/vp9', 'video/h264', 'video/av1']),
  );
});

test('nothing but hello and answers is sent before a join', async () => {
  const client = await connected();
  await client.settled();
  expect(client.frames.filter(frame => frame.id === undefined).map(frame => frame.method)).toEqual(['hello']);
});

test('requests that are sent without waiting are answered in their order', async () => {
  const { client, media } = await joined();
  const producerId = '00000000-0000-4000-8000-000000000000';
  const ids = [
    client.send('restartIce', { transportId: media.sendTransport.transportId }),
    client.send('pauseProducer', { producerId }),
    client.send('noSuchMethod'),
    client.send('restartIce', { transportId: media.recvTransport.transportId }),
    client.send('unpublish', { producerId }),
  ];
  await client.answer(ids.at(-1) ?? 0);
  const answered = client.frames.flatMap(({ id }) =>
    typeof id === 'number' && ids.includes(id) ? [id] : [],
  );
  expect(answered).toEqual(ids);
});

test.each(['a', 'x'.repeat(64), 0, -7, 2 ** 53 - 1])(
  'an answer carries the id of its request: %j',
  async id => {
    const client = await connected();
    client.sendText(JSON.stringify({ jsonrpc: '2.0', id, method: 'leave', params: {} }));
    expect(await client.answer(id)).toMatchObject({
      jsonrpc: '2.0',
      id,
      error: { data: { reason: 'not-joined' } },
    });
  },
);

test('a frame longer than the limit closes the socket with 1009; one of exactly the limit is read', async () => {
  const client = await connected();
  const { limits } = await client.notified('hello');
  client.sendText('x'.repeat(limits.messageBytes));
  expect(await client.answer(null)).toMatchObject({ error: { data: { reason: 'parse-error' } } });
  client.sendText('x'.repeat(limits.messageBytes + 1));
  expect(await client.closed).toMatchObject({ code: 1009 });
});

test('a socket that does not join in time is closed', async () => {
  const client = await connected();
  const openedAt = performance.now();
  const { limits } = await client.notified('hello');
  expect(await client.closed).toEqual({ code: 4001, reason: 'timeout' });
  const seconds = (performance.now() - openedAt) / 1000;
  expect(seconds).toBeGreaterThan(limits.joinSeconds - 0.5);
  expect(seconds).toBeLessThan(limits.joinSeconds + 2);
});

test('the server sends pings', { timeout: 15_000 }, async () => {
  const { client } = await joined();
  await once(client.socket, 'ping');
});

test('a session that asks too much is refused, then served again', async () => {
  const { client, hello, media } = await joined();
  const { requestTokens } = hello.limits;
  // restartIce costs 6: more than the tokens there are, and less than what closes the session.
  const ids = Array.from({ length: Math.ceil(requestTokens / 6) + 20 }, () =>
    client.send('restartIce', { transportId: media.sendTransport.transportId }),
  );
  const answers = await Promise.all(ids.map(id => client.answer(id)));
  const refused = answers.filter(({ error }) => error?.data.reason === 'rate-limited');
  expect(refused.length).toBeGreaterThanOrEqual(10);
  expect(refused.length).toBeLessThanOrEqual(30);
  expect(answers.filter(({ result }) => result)).toHaveLength(answers.length - refused.length);
  const again = () => client.answer(client.send('setInterest', {}));
  await expect
    .poll(again, { interval: 200, timeout: 5_000 })
    .toMatchObject({ error: { data: { reason: 'invalid-params' } } });
});

test('a session that goes on regardless is closed', async () => {
  const { client, hello } = await joined();
  for (let sent = 0; sent < hello.limits.requestTokens * 3; sent++) client.send('setInterest', {});
  expect(await client.closed).toEqual({ code: 4004, reason: 'protocol-error' });
});
