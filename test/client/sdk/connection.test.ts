import { afterEach, describe, expect, test, vi } from 'vitest';
import { Connection } from '../../../client/sdk/connection.ts';
import { RequestError } from '../../../client/sdk/request-error.ts';
import type { SessionEnd } from '../../../client/sdk/session-end.ts';
import { hello } from './fake-device.ts';
import { FarEnd, nextTurn } from './memory-socket.ts';

async function opened(deadline?: number) {
  const farEnd = new FarEnd();
  const connection = new Connection(deadline === undefined ? {} : { deadline });
  const ends: SessionEnd[] = [];
  connection.on('ended', end => ends.push(end));
  const opening = connection.open('ws://server/ws', farEnd.open);
  farEnd.opened();
  await farEnd.signal('hello', hello());
  await opening;
  return { farEnd, connection, ends };
}

afterEach(() => {
  vi.useRealTimers();
});

describe('opening', () => {
  test('offers the subprotocol and resolves with hello', async () => {
    const { farEnd, connection } = await opened();
    expect(farEnd.subprotocol).toBe('plenum.v1');
    expect(connection.end).toBeUndefined();
  });

  test('a refused handshake is told as unreachable', async () => {
    const farEnd = new FarEnd();
    const opening = new Connection().open('ws://server/ws', farEnd.open);
    farEnd.close(1006);
    await expect(opening).rejects.toMatchObject({ end: { reason: 'unreachable', code: 1006 } });
  });

  test('a server that never says hello is given up after the deadline', async () => {
    vi.useFakeTimers();
    const farEnd = new FarEnd();
    const opening = new Connection({ deadline: 1000 }).open('ws://server/ws', farEnd.open);
    const refused = expect(opening).rejects.toMatchObject({ end: { reason: 'timeout' } });
    farEnd.opened();
    vi.advanceTimersByTime(1000);
    await refused;
    expect(farEnd.closedByClient).toEqual({ code: 4001, word: 'timeout' });
  });
});

describe('requests', () => {
  test('are sent without waiting for each other, and each gets its own answer', async () => {
    const { farEnd, connection } = await opened();
    const first = connection.request('unpublish', { producerId: 'a' });
    const second = connection.request('restartIce', { transportId: 't' });
    expect(farEnd.methods()).toEqual(['unpublish', 'restartIce']);
    const iceParameters = { usernameFragment: 'u', password: 'p' };
    await farEnd.answer(farEnd.last('restartIce'), { result: { iceParameters } });
    await farEnd.answer(farEnd.last('unpublish'), { result: {} });
    expect(await second).toEqual({ iceParameters });
    expect(await first).toEqual({});
  });

  test('are rejected with the reason and the field that the server names', async () => {
    const { farEnd, connection } = await opened();
    const request = connection.request('unpublish', { producerId: 'a' });
    const data = { reason: 'not-found', field: 'producerId' };
    await farEnd.answer(farEnd.last('unpublish'), { error: { code: -32003, message: 'gone', data } });
    const error = await request.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(RequestError);
    expect(error).toMatchObject({ method: 'unpublish', reason: 'not-found', field: 'producerId' });
  });

  test('all end with the session when the server closes while they wait', async () => {
    const { farEnd, connection, ends } = await opened();
    const requests = [connection.request('leave', {}), connection.request('unpublish', { producerId: 'a' })];
    farEnd.close(4002, 'media-lost');
    for (const request of requests) {
      await expect(request).rejects.toMatchObject({ name: 'SessionEnded', end: { reason: 'media-lost' } });
    }
    await expect(connection.request('leave', {})).rejects.toMatchObject({ end: { reason: 'media-lost' } });
    expect(ends).toHaveLength(1);
  });

  test('an answer that does not come within the deadline ends the session', async () => {
    const { connection, ends } = await opened(50);
    await expect(connection.request('leave', {})).rejects.toMatchObject({ end: { reason: 'timeout' } });
    expect(ends).toMatchObject([{ reason: 'timeout' }]);
  });
});

describe('what the server should not send', () => {
  test.each([
    ['no JSON', 'nonsense'],
    ['a binary frame', new ArrayBuffer(4)],
    ['an answer to nothing', '{"jsonrpc":"2.0","id":77,"result":{}}'],
    [
      'an error without id',
      '{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"x","data":{"reason":"parse-error"}}}',
    ],
  ])('%s ends the session as a protocol error', async (_name, frame) => {
    const { farEnd, ends } = await opened();
    await farEnd.raw(frame);
    expect(ends).toMatchObject([{ reason: 'protocol-error' }]);
    expect(farEnd.closedByClient).toEqual({ code: 4004, word: 'protocol-error' });
  });

  test('a notification of a newer server is ignored', async () => {
    const { farEnd, ends } = await opened();
    await farEnd.raw('{"jsonrpc":"2.0","method":"fireworks","params":{}}');
    await nextTurn();
    expect(ends).toEqual([]);
  });
});
