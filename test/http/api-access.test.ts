/** Who may use the API: every route of the table, with every kind of token. */
import { afterAll, describe, expect, test } from 'vitest';
import { type RouteName, routes } from '../../server/protocol/api.ts';
import { badTokens, startApi, tokenOf } from './api-server.ts';

/** A body that each route takes, but what it is about is not there. */
const bodies: { readonly [R in RouteName]?: object } = {
  createRoom: { room: 'kitchen' },
  changeRoom: { settings: {} },
  mutePeer: { source: 'camera', force: true },
  changeGrant: { grant: {} },
  sendData: { text: 'Hello', channel: 'ordered' },
  createToken: { identity: 'ann', room: 'kitchen' },
  drain: {},
};

function requestOf(name: RouteName) {
  const { method, path } = routes[name];
  const body = bodies[name];
  const url = path.replace(':room', 'kitchen').replace(':peerId', 'ann').replace(':checkId', '7KQP-3MXW');
  return { method, url, body: body === undefined ? {} : { body } };
}

const server = await startApi();
afterAll(server.close);
const tokens = await badTokens();
const ofAttics = await tokenOf(server.access, { admin: true }, 'attic*');
const ofKitchens = await tokenOf(server.access, { admin: true }, 'kitch*');

/** What is not of any room. */
const wholeServer: readonly RouteName[] = ['getServer', 'drain', 'doctor', 'listChecks', 'getCheck'];

/** What is told of the rooms that the token covers: for others nothing. */
const covered: Partial<Record<RouteName, object>> = {
  listRooms: { rooms: [] },
  findPeers: { peers: [], more: false },
};

describe.each(Object.keys(routes) as RouteName[])('%s', name => {
  const { method, url, body } = requestOf(name);

  test('needs a token, in the header and nowhere else', async () => {
    for (const place of [url, `${url}?token=${server.admin}`, `${url}?access_token=${server.admin}`]) {
      const { status, headers, body: problem } = await server.call(method, place, body);
      expect([status, problem.reason, problem.field]).toEqual([401, 'token-required', 'Authorization']);
      expect(headers['www-authenticate']).toBe('Bearer');
      expect(headers['cache-control']).toBe('no-store');
    }
    const basic = { ...body, headers: { authorization: `Basic ${server.admin}` } };
    expect((await server.call(method, url, basic)).body.reason).toBe('token-required');
  });

  test.each([
    ['expired', 401, 'token-expired'],
    ['foreign', 401, 'token-invalid'],
    ['garbled', 401, 'token-invalid'],
    ['unsigned', 401, 'token-invalid'],
    ['plain', 403, 'not-permitted'],
    ['hidden', 403, 'not-permitted'],
    ['moderator', 403, 'not-permitted'],
  ])('takes no %s token', async (kind, expected, reason) => {
    const {
      status,
      headers,
      body: problem,
    } = await server.call(method, url, { token: tokens[kind] ?? '', ...body });
    expect(headers['content-type']).toBe('application/problem+json');
    expect(problem).toMatchObject({ type: 'about:blank', status: expected, reason });
    expect(status).toBe(expected);
    expect(JSON.stringify(problem)).not.toContain(tokens[kind]);
  });

  test('is about the rooms that the token covers', async () => {
    const elsewhere = await server.call(method, url, { token: ofAttics, ...body });
    if (covered[name]) expect(elsewhere.body).toEqual(covered[name]);
    else expect([elsewhere.status, elsewhere.body.reason]).toEqual([403, 'not-permitted']);
    for (const token of wholeServer.includes(name) ? [server.admin] : [ofKitchens, server.admin]) {
      const { status } = await server.call(method, url, { token, ...body });
      expect([200, 201, 204, 404, 409]).toContain(status);
    }
  });
});
