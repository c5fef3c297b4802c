/** Requests to the API that are not as they should be: each is answered with a problem that names what is at fault. */
import { expect, test } from 'vitest';
import { maxBodyBytes } from '../../server/protocol/api.ts';
import { apiServer, type Call, type Verb } from './api-server.ts';

const json = { 'content-type': 'application/json' };
const kitchen = '/api/rooms/kitchen';

test.each<[string, Verb, string, object, string]>([
  ['no room', 'POST', '/api/rooms', {}, 'room'],
  ['a room that is no text', 'POST', '/api/rooms', { room: 7 }, 'room'],
  ['a blank room', 'POST', '/api/rooms', { room: ' ' }, 'room'],
  ['a room that is too long', 'POST', '/api/rooms', { room: 'x'.repeat(129) }, 'room'],
  ['a room that writes backwards', 'POST', '/api/rooms', { room: 'a\u202eb' }, 'room'],
  ['half a character', 'POST', '/api/rooms', { room: 'a\ud800' }, 'room'],
  ['an unknown member', 'POST', '/api/rooms', { room: 'a', owner: 'Ann' }, 'owner'],
  ['an unknown setting', 'POST', '/api/rooms', { room: 'a', settings: { color: 'red' } }, 'settings.color'],
  ['a number as text', 'PATCH', kitchen, { settings: { maxPeers: '5' } }, 'settings.maxPeers'],
  ['a truth as text', 'PATCH', kitchen, { settings: { locked: 'true' } }, 'settings.locked'],
  ['a list', 'POST', '/api/rooms', [], 'body'],
  ['an unknown source', 'POST', `${kitchen}/peers/a/mute`, { source: 'nose', force: true }, 'source'],
  ['an unknown right', 'PATCH', `${kitchen}/peers/a`, { grant: { admin: true } }, 'grant.admin'],
  ['no Base64', 'POST', `${kitchen}/data`, { base64: 'a', channel: 'lossy' }, 'base64'],
  ['no channel', 'POST', `${kitchen}/data`, { text: 'a' }, 'channel'],
  ['no receiver', 'POST', `${kitchen}/data`, { text: 'a', channel: 'lossy', to: [] }, 'to'],
  ['an endless token', 'POST', '/api/tokens', { identity: 'a', room: 'a', seconds: 1e9 }, 'seconds'],
  [
    'a right for tokens that is none',
    'POST',
    '/api/tokens',
    { identity: 'a', grant: { root: true } },
    'grant.root',
  ],
  ['a query that is no number', 'GET', `${kitchen}/events?since=one`, {}, 'since'],
  ['a query that is no whole number', 'GET', `${kitchen}/events?since=1.5`, {}, 'since'],
  ['a query below the least', 'GET', `${kitchen}/events?since=-2`, {}, 'since'],
  ['a query twice', 'GET', `${kitchen}/events?limit=1&limit=2`, {}, 'limit'],
  ['an unknown query', 'GET', `${kitchen}/events?until=1`, {}, 'until'],
  ['a peer id that cannot be one', 'GET', `${kitchen}/peers/a%20b`, {}, 'peerId'],
  ['a room that cannot be one', 'GET', '/api/rooms/%20', {}, 'room'],
])('%s is refused by name', async (_what, method, url, body, field) => {
  const { call, admin: token } = await apiServer();
  const answer = await call(method, url, { token, ...(method !== 'GET' && { body }) });
  expect([answer.status, answer.body.reason, answer.body.field]).toEqual([400, 'invalid-params', field]);
  expect(answer.headers['content-type']).toBe('application/problem+json');
});

test.each<[string, Call, number, string]>([
  ['nothing', {}, 400, 'invalid-params'],
  ['no JSON', { body: '{', headers: json }, 400, 'parse-error'],
  ['an empty body', { body: '', headers: json }, 400, 'parse-error'],
  [
    'a poisoned prototype',
    { body: '{"room":"a","__proto__":{"admin":true}}', headers: json },
    400,
    'parse-error',
  ],
  [
    'a form',
    { body: 'room=a', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
    415,
    'unsupported-type',
  ],
  [
    'plain text',
    { body: '{"room":"a"}', headers: { 'content-type': 'text/plain' } },
    415,
    'unsupported-type',
  ],
  ['too much', { body: { room: 'x'.repeat(maxBodyBytes) } }, 413, 'too-large'],
])('%s is no body', async (_what, asked, status, reason) => {
  const { call, admin: token } = await apiServer();
  const { status: is, body } = await call('POST', '/api/rooms', { token, ...asked });
  expect([is, body.status, body.reason]).toEqual([status, status, reason]);
  expect(Object.keys(body).toSorted()).toEqual(
    expect.arrayContaining(['detail', 'reason', 'status', 'title', 'type']),
  );
});

test.each<[Verb, string]>([
  ['GET', '/api'],
  ['GET', '/api/'],
  ['GET', '/api/nothing'],
  ['PUT', '/api/rooms'],
  ['DELETE', '/api/rooms'],
  ['POST', '/api/rooms/a/b/c'],
])('%s %s is not there', async (method, url) => {
  const { call, admin: token } = await apiServer();
  const { status, body } = await call(method, url, { token });
  expect([status, body.reason]).toEqual([404, 'not-found']);
});

test.each(['/api/rooms/%E0%A4%A', '/api/rooms/%', '/%ff'])('%s is no address', async url => {
  const { call, admin: token } = await apiServer();
  const { status, headers, body } = await call('GET', url, { token });
  expect([status, headers['content-type'], body.reason]).toEqual([
    400,
    'application/problem+json',
    'invalid-request',
  ]);
});

test('what others refuse keeps its status', async () => {
  const { call } = await apiServer();
  const { status, body } = await call('GET', '/teapot');
  expect([status, body.status, body.reason]).toEqual([418, 418, 'invalid-request']);
});

test('what went wrong on our side is hidden', async () => {
  const { call } = await apiServer();
  const { status, body } = await call('GET', '/broken');
  expect([status, body]).toEqual([
    500,
    {
      type: 'about:blank',
      title: 'Internal Server Error',
      status: 500,
      detail: 'The server failed; nothing was changed.',
      reason: 'internal-error',
    },
  ]);
});

test('an address that asks too often has to wait, for the API and for the rest on its own', async () => {
  const { call, admin: token } = await apiServer({ requestsPerMinute: 3 });
  for (const url of ['/api/rooms', '/api/nothing', '/api/openapi.json']) {
    expect((await call('GET', url, { token })).status).not.toBe(429);
  }
  const { status, headers, body } = await call('GET', '/api/rooms', { token });
  expect([status, body.reason, body.status]).toEqual([429, 'rate-limited', 429]);
  expect(headers['content-type']).toBe('application/problem+json');
  expect(Number(headers['retry-after'])).toBeGreaterThan(0);
  expect((await call('GET', '/broken')).status).toBe(500);
});
