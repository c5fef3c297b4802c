/** The OpenAPI document: valid, complete, and enough to make a client of the API from it. */
import { Validator } from '@seriousme/openapi-schema-validator';
import { type AxiosResponse, OpenAPIClientAxios } from 'openapi-client-axios';
import { expect, test } from 'vitest';
import { type RouteName, routes } from '../../server/protocol/api.ts';
import { aReport } from '../support/check-report.ts';
import { microphone } from '../support/media.ts';
import { apiServer } from './api-server.ts';

test('the document is valid, and has every route and no other', async () => {
  const { call } = await apiServer();
  const { status, body } = await call('GET', '/api/openapi.json');
  expect([status, body.openapi]).toEqual([200, '3.1.0']);
  expect(await new Validator().validate(body)).toEqual({ valid: true });
  const operations = Object.values(body.paths as Record<string, Record<string, { operationId: string }>>)
    .flatMap(path => Object.values(path))
    .map(({ operationId }) => operationId);
  expect(operations.toSorted()).toEqual(Object.keys(routes).toSorted());
});

test('a client made from the document uses every route', async () => {
  const { fastify, enter, admin, checks } = await apiServer();
  const url = await fastify.listen({ host: '127.0.0.1', port: 0 });
  const maker = new OpenAPIClientAxios({
    definition: `${url}/api/openapi.json`,
    withServer: { url },
    axiosConfigDefaults: { headers: { authorization: `Bearer ${admin}` } },
  });
  const client = await maker.init();
  const used = new Set<string>();
  const use = async (
    name: RouteName,
    params: Record<string, string | number>,
    body?: object,
  ): Promise<AxiosResponse> => {
    used.add(name);
    const answer = await client[name]?.(params, body);
    if (!answer) throw new Error(`the client has no ${name}`);
    expect(answer.status).toBe(routes[name].status);
    return answer;
  };

  const room = 'Café / 1';
  await use('createRoom', {}, { room, settings: { title: 'Coffee' } });
  const { peer, sink } = await enter(room, { data: true });
  const { peerId } = peer;
  await peer.publishing.publish(microphone());
  expect((await use('listRooms', {})).data.rooms).toMatchObject([{ room, created: 'api', peers: 1 }]);
  expect((await use('getRoom', { room })).data.settings.title).toBe('Coffee');
  expect((await use('changeRoom', { room }, { settings: { chat: false } })).data.settings.chat).toBe(false);
  expect((await use('listPeers', { room })).data.peers).toMatchObject([{ peerId }]);
  expect((await use('getPeer', { room, peerId })).data).toMatchObject({ peerId, hidden: false });
  const granted = await use('changeGrant', { room, peerId }, { grant: { moderator: true } });
  expect(granted.data.grant.moderator).toBe(true);
  const sent = await use('sendData', { room }, { text: 'Hello', channel: 'ordered' });
  expect(sent.data).toEqual({ receivers: 1 });
  expect((await use('getMedia', { room, peerId })).data).toMatchObject({ generation: 1, sends: [{}] });
  await use('mutePeer', { room, peerId }, { source: 'microphone', force: true });
  await use('removePeer', { room, peerId });
  expect(sink.closed).toEqual(['kicked']);
  const events = await use('listEvents', { room, since: 0, limit: 1 });
  expect(events.data.entries).toMatchObject([{ seq: 1, type: 'peerJoined', room }]);
  const story = await use('getTimeline', { room, peerId, limit: 1 });
  expect(story.data.entries).toMatchObject([{ type: 'peerLeft', reason: 'kicked' }]);
  expect((await use('findPeers', { state: 'gone' })).data.peers).toMatchObject([{ peerId, room }]);
  expect((await use('createToken', {}, { identity: 'ann', room })).data.token).toMatch(/^ey/);
  await use('deleteRoom', { room });
  const checkId = checks.keep(aReport());
  expect((await use('listChecks', {})).data.checks).toMatchObject([{ checkId, report: aReport() }]);
  expect((await use('getCheck', { checkId })).data.report).toEqual(aReport());
  expect((await use('doctor', {})).data.healthy).toBe(true);
  expect((await use('getServer', {})).data).toMatchObject({ rooms: 0, draining: null });
  expect((await use('drain', {}, {})).data).toEqual({ seconds: 60, peers: 0 });
  expect([...used].toSorted()).toEqual(Object.keys(routes).toSorted());
});
