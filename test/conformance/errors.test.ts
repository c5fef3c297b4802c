/**
 * PROTOCOL.md, "Errors": frames that are no requests, and methods that there are not. Each is answered with its documented code,
 * changes nothing, and leaves the others undisturbed.
 */
import { describe, expect, test } from 'vitest';
import type { Frame } from './support/client.ts';
import { errorCodes } from './support/document.ts';
import { undisturbed } from './support/member.ts';

const codes = errorCodes();

function expectRefusal(frame: Frame, reason: string): void {
  expect(frame.jsonrpc).toBe('2.0');
  expect(frame.result).toBeUndefined();
  expect(frame.error).toMatchObject({ code: codes.get(reason), data: { reason } });
  expect(frame.error?.message).toMatch(/\S/);
}

describe('frames that are no requests', () => {
  const notJson = ['', 'hello', '{"jsonrpc":"2.0",', '\u0000', '{"jsonrpc":"2.0","id":1,"method":"leave"}}'];
  test.each(notJson)('not JSON: %j', async text => {
    await undisturbed(async ({ client }) => {
      client.sendText(text);
      expectRefusal(await client.answer(null), 'parse-error');
    });
  });

  test('a binary frame, whatever is in it', async () => {
    await undisturbed(async ({ client }) => {
      client.socket.send(
        Buffer.from(JSON.stringify({ jsonrpc: '2.0', id: 77, method: 'leave', params: {} })),
      );
      expectRefusal(await client.answer(null), 'parse-error');
    });
  });

  const request = { jsonrpc: '2.0', method: 'leave', params: {} };
  const notRequests: [string, unknown][] = [
    ['null', null],
    ['a number', 5],
    ['a text', 'leave'],
    ['an empty object', {}],
    ['a batch', [{ ...request, id: 1 }]],
    ['an empty batch', []],
    ['a notification', request],
    ['an id of null', { ...request, id: null }],
    ['an id that is an object', { ...request, id: {} }],
    ['an id that is a fraction', { ...request, id: 1.5 }],
    ['an empty id', { ...request, id: '' }],
    ['an id that is too long', { ...request, id: 'x'.repeat(65) }],
    ['a response', { jsonrpc: '2.0', result: {} }],
  ];
  test.each(notRequests)('%s', async (_what, frame) => {
    await undisturbed(async ({ client }) => {
      client.sendText(JSON.stringify(frame));
      expectRefusal(await client.answer(null), 'invalid-request');
    });
  });

  const halfRequests: [string, object][] = [
    ['another version', { ...request, jsonrpc: '1.0' }],
    ['no version', { method: 'leave', params: {} }],
    ['no method', { jsonrpc: '2.0', params: {} }],
    ['a method that is a number', { ...request, method: 7 }],
    ['a member that is not of JSON-RPC', { ...request, token: 'x' }],
  ];
  test.each(halfRequests)('%s: refused under its id', async (_what, frame) => {
    await undisturbed(async ({ client }) => {
      client.sendText(JSON.stringify({ ...frame, id: 'mine' }));
      expectRefusal(await client.answer('mine'), 'invalid-request');
    });
  });
});

test.each([
  'noSuchMethod',
  '',
  'Join',
  'hello',
  'event',
  'constructor',
  '__proto__',
  'toString',
  'x'.repeat(10_000),
])('an unknown method: %.20s', async method => {
  await undisturbed(async ({ client }) => {
    expectRefusal(await client.answer(client.send(method)), 'method-not-found');
  });
});
