/** What the client asks the HTTP API for, held to the table of its routes, and how it tells what went wrong. */
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { jwtVerify } from 'jose';
import Value from 'typebox/value';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type RouteName, routes } from '#protocol/api.ts';
import { type ApiOptions, PlenumApi } from '../../../client/node/index.ts';

const secret = 'a secret that is long enough: 32';

interface Asked {
  method: string;
  path: string;
  authorization: string | undefined;
  body: unknown;
}

let server: http.Server;
let url: string;
let asked: Asked[];
let answer: (response: http.ServerResponse) => unknown;

async function note(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
  const body = await text(request);
  const { method = '', url: path = '', headers } = request;
  asked.push({
    method,
    path,
    authorization: headers.authorization,
    body: body === '' ? undefined : JSON.parse(body),
  });
  answer(response);
}

beforeEach(async () => {
  asked = [];
  answer = response => response.end('{}');
  server = http.createServer((request, response) => {
    note(request, response).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const apiOf = (options: Partial<ApiOptions> = {}) =>
  new PlenumApi({ url, token: 'aaa.bbb.ccc', ...options } as ApiOptions);

const calls: Record<RouteName, (api: PlenumApi) => Promise<unknown>> = {
  listRooms: api => api.rooms.list(),
  createRoom: api => api.rooms.create('a/b', { maxPeers: 2 }),
  getRoom: api => api.rooms.get('a/b'),
  changeRoom: api => api.rooms.change('a/b', { locked: true }),
  deleteRoom: api => api.rooms.delete('a/b'),
  listEvents: api => api.events.since('a/b', { roomId: 'one', since: 3 }),
  getTimeline: api => api.rooms.timeline('a/b', { peerId: 'ann', limit: 3 }),
  findPeers: api => api.peers.find({ name: 'An' }),
  listPeers: api => api.peers.list('a/b'),
  getPeer: api => api.peers.get('a/b', 'ann'),
  getMedia: api => api.peers.media('a/b', 'ann'),
  mutePeer: api => api.peers.mute('a/b', 'ann', 'microphone'),
  changeGrant: api => api.peers.changeGrant('a/b', 'ann', { canSend: false }),
  removePeer: api => api.peers.remove('a/b', 'ann'),
  sendData: api => api.sendData('a/b', { data: Uint8Array.of(0, 255) }),
  createToken: api => api.tokens.create({ identity: 'user-7', room: 'blue' }),
  getServer: api => api.server.get(),
  drain: api => api.server.drain(),
  doctor: api => api.doctor(),
  listChecks: api => api.checks.list(),
  getCheck: api => api.checks.get('7KQP-3MXW'),
};

const queries: Record<string, string> = {
  listEvents: 'roomId=one&since=3',
  getTimeline: 'peerId=ann&limit=3',
  findPeers: 'name=An',
};

const params = { ':room': 'a%2Fb', ':peerId': 'ann', ':checkId': '7KQP-3MXW' };

test.each(Object.entries(calls))('%s asks for what the table says', async (name, call) => {
  const route: { method: string; path: string; query?: object; body?: object } = routes[name as RouteName];
  await call(apiOf());
  const [{ method, path, body } = { method: '', path: '', body: undefined }] = asked;
  const { pathname, searchParams } = new URL(path, url);
  expect(method).toBe(route.method);
  expect(pathname).toBe(route.path.replace(/:\w+/g, name => params[name as keyof typeof params]));
  expect(body === undefined).toBe(route.body === undefined);
  if (route.body) expect(Value.Check(route.body, body)).toBe(true);
  expect(searchParams.toString()).toBe(queries[name] ?? '');
});

test('what it resolves with is the result, or the part of it that matters', async () => {
  const api = apiOf();
  answer = response => response.end('{"rooms":[1],"peers":[2],"receivers":3,"checks":[4]}');
  expect(await api.rooms.list()).toEqual([1]);
  expect(await api.peers.list('blue')).toEqual([2]);
  expect(await api.checks.list()).toEqual([4]);
  expect(await api.sendData('blue', { data: 'hello', to: ['ann'], channel: 'lossy' })).toBe(3);
  expect(asked.at(-1)?.body).toEqual({ text: 'hello', to: ['ann'], channel: 'lossy' });
  answer = response => response.writeHead(204).end();
  expect(await api.rooms.delete('blue')).toBeUndefined();
});

test('bytes of any value and number arrive', async () => {
  const data = Uint8Array.from({ length: 65_536 }, (_, at) => at % 256);
  await apiOf().sendData('blue', { data });
  expect(asked[0]?.body).toEqual({ base64: Buffer.from(data).toString('base64'), channel: 'ordered' });
});

test('a token as it is, or asked for anew each time, or made of the secret', async () => {
  await apiOf()
    .rooms.list()
    .catch(() => {});
  let count = 0;
  const api = apiOf({ token: async () => `token-${++count}` });
  for (let time = 0; time < 2; time += 1) await api.rooms.list();
  await new PlenumApi({ url: `${url}/`, secret, audience: 'stage' }).rooms.list();
  const [own, first, second, made = ''] = asked.map(({ authorization }) =>
    authorization?.replace('Bearer ', ''),
  );
  expect([own, first, second]).toEqual(['aaa.bbb.ccc', 'token-1', 'token-2']);
  const { payload } = await jwtVerify(made, new TextEncoder().encode(secret), { audience: 'stage' });
  expect(payload.grant).toEqual({ admin: true });
  expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(60);
  expect(asked.map(({ path }) => path)).toEqual(Array(4).fill('/api/rooms'));
});

test('a problem is told with its word, its field and its sentence', async () => {
  const problem = {
    type: 'about:blank',
    title: 'Bad Request',
    status: 400,
    reason: 'invalid-params',
    field: 'body.room',
    detail: 'Too long.',
  };
  answer = response =>
    response.writeHead(400, { 'content-type': 'application/problem+json' }).end(JSON.stringify(problem));
  await expect(apiOf().rooms.create('x')).rejects.toMatchObject({
    name: 'ApiError',
    message: 'createRoom: Too long.',
    status: 400,
    reason: 'invalid-params',
    field: 'body.room',
    detail: 'Too long.',
  });
});

test('an answer that is not of Plenum is not taken for one', async () => {
  answer = response => response.writeHead(502).end('<h1>Bad Gateway</h1>');
  await expect(apiOf().rooms.list()).rejects.toMatchObject({ status: 502, reason: 'no-plenum' });
  answer = response => response.end('<h1>Welcome</h1>');
  await expect(apiOf().rooms.list()).rejects.toMatchObject({ status: 200, reason: 'no-plenum' });
});

test('no answer, or none in time, or one that sends elsewhere', async () => {
  answer = () => {};
  const late = { status: 0, reason: 'unreachable', detail: 'did not answer within 20 ms' };
  await expect(apiOf({ timeout: 20 }).rooms.list()).rejects.toMatchObject(late);
  answer = response => response.writeHead(307, { location: `${url}/elsewhere` }).end();
  const failed = { status: 0, reason: 'unreachable', detail: 'could not be reached' };
  await expect(apiOf().rooms.list()).rejects.toMatchObject(failed);
  expect(asked.every(({ path }) => path === '/api/rooms')).toBe(true);
  await expect(apiOf({ url: 'http://127.0.0.1:9' }).rooms.list()).rejects.toMatchObject(failed);
});

test('no error holds the token', async () => {
  answer = response => response.writeHead(502).end();
  const error = await apiOf()
    .rooms.list()
    .catch(error => error);
  expect(`${error.stack}${JSON.stringify(error)}`).not.toContain('aaa.bbb.ccc');
});

test.each(['.', '..'])('a room called %s cannot be asked for: nothing else is instead', async room => {
  await expect(apiOf().rooms.get(room)).rejects.toThrow('No address can hold');
  await expect(apiOf().rooms.delete(room)).rejects.toThrow('No address can hold');
  expect(asked).toEqual([]);
});
