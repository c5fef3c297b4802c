/**
 * Structure-aware fuzz of every method: sessions that joined and sessions that did not send what is right, nearly right and
 * wrong to a server with real workers. Everything is answered, nothing is our fault, no worker dies, and nobody else notices.
 */
import { Compile, type Validator } from 'typebox/compile';
import { expect, test } from 'vitest';
import { methods } from '../../server/protocol/methods.ts';
import * as media from '../support/media-parameters.ts';
import { startApp, type TestApp } from '../support/start-app.ts';
import { type Answer, WsClient } from '../support/ws-client.ts';
import { Random, seedOf } from './support/random.ts';
import { anyMethod, type FuzzRequest, request } from './support/requests.ts';
import type { KnownIds } from './support/schema.ts';

const total = Number(process.env.FUZZ_REQUESTS ?? 6_000);
const perSession = 60;
const atOnce = 10;
const oddPeersKept = 4;

const validators = new Map<string, Validator>(
  Object.entries(methods).map(([name, { params }]) => [name, Compile(params)]),
);

test('no request ends a worker, is our fault, or disturbs others', async () => {
  const random = new Random(seedOf('methods'));
  const app = await startApp({ workers: 2, limits: { requestTokens: 1e6, requestTokensPerSecond: 1e6 } });
  const pids = app.pool.pids;
  const near = await bystander(app, 'fuzz', 'near');
  const pair = [await bystander(app, 'elsewhere', 'far'), await bystander(app, 'elsewhere', 'further')];
  const known: KnownIds = {
    producerIds: Object.keys(near.state.peers[near.peerId]?.producers ?? {}),
    ids: [],
  };
  const strangersIds = [near.joined.media.sendTransport.transportId, ...near.room.consumers.keys()];
  for (const each of pair) await each.until('the other', () => each.room.consumers.size === 2);
  const heard = new Map(pair.map(each => [each, toldOf(each).length]));
  const odd: WsClient[] = [];
  let sent = 0;
  const tally = new Map<string, number>();

  while (sent < total) {
    const client = await WsClient.connect(app.fastify);
    known.ids = [...strangersIds];
    const send = async (asked: FuzzRequest) => {
      sent += 1;
      const phase = client.room.joined ? 'joined' : 'connected';
      const answer = await client.send(asked.method, asked.params);
      const outcome = judge(asked, answer, phase, client);
      tally.set(outcome, (tally.get(outcome) ?? 0) + 1);
    };
    for (let count = 0; count < 3; count++) await send(request(anyMethod(random), client, random, known));
    for (let count = 0; count < 6 && !client.room.joined; count++)
      await send(request('join', client, random, known));
    if (!client.room.joined)
      await client.request('join', {
        room: 'fuzz',
        name: 'Bo',
        rtpCapabilities: client.hello?.routerRtpCapabilities ?? media.noCapabilities,
        interest: media.everything,
      });
    const { sendTransport, recvTransport } = client.joined.media;
    known.ids.push(sendTransport.transportId, recvTransport.transportId, ...client.room.consumers.keys());
    for (let count = 0; count < perSession && !client.ended; count += atOnce) {
      await Promise.all(
        Array.from({ length: atOnce }, async () => {
          const asked = request(anyMethod(random), client, random, known);
          if (asked.method === 'publish') await makeRoom(client, asked);
          const id = producerIdOf(asked);
          if (id) known.producerIds = [...known.producerIds.slice(-20), id];
          await send(asked);
        }),
      );
      expect(app.troubles()).toEqual([]);
      expect(app.pool.pids).toEqual(pids);
      for (const each of [near, ...odd]) await startAll(each);
    }
    expect(client.room.violations).toEqual([]);
    odd.push(client);
    for (const old of odd.splice(0, Math.max(0, odd.length - oddPeersKept))) old.vanish();
    await expectUndisturbed(near);
    for (const each of pair) {
      await each.request('setInterest', { interest: media.everything });
      expect(toldOf(each).slice(heard.get(each))).toEqual([]);
    }
  }
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  console.log(`methods: ${sent} requests: ${JSON.stringify(Object.fromEntries([...tally].sort()))}`);
});

/** Throws unless the answer is what the protocol promises for it. Returns `method outcome` for the tally. */
function judge(
  asked: FuzzRequest,
  { result, error }: Answer,
  phase: 'joined' | 'connected',
  client: WsClient,
): string {
  const { method, params } = asked;
  const reason = error?.data.reason ?? (result === undefined ? 'none' : 'ok');
  const complain = (expected: string) => {
    throw new Error(
      `${reason} (${error?.message}), expected ${expected}: ${method} ${JSON.stringify(params)}`,
    );
  };
  const outcome = `${method} ${reason}`;
  if (reason === 'none') {
    if (client.ended?.reason !== 'left') complain(`an answer, not ${JSON.stringify(client.ended)}`);
    return outcome;
  }
  const allowed = methods[method].phase;
  if (allowed !== 'any' && allowed !== phase) {
    const expected = phase === 'joined' ? 'already-joined' : 'not-joined';
    // The phase may have changed while a `join` or `leave` sent before was on its way.
    if (reason !== expected) complain(expected);
  } else if (!validators.get(method)?.Check(params ?? {})) {
    if (reason !== 'invalid-params') complain('invalid-params');
    if (isObject(params) && !error?.data.field) complain('a field');
  } else if (reason !== 'ok') {
    const documented: readonly string[] = [...methods[method].errors, 'invalid-params'];
    if (!documented.includes(reason)) complain(documented.join());
  }
  return outcome;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Without what is told of its own accord or some seconds later: the dominant speaker, what nobody watches, what does not arrive. */
function toldOf({ notifications }: WsClient) {
  return notifications.filter(({ method, params }) => {
    if (method === 'consumerLayers') return !isObject(params) || !isSilentPublisher(params);
    return method !== 'speakers' && method !== 'layersWanted';
  });
}

/** The publisher of these tests sends no packet, which the server says once it has waited for one. */
function isSilentPublisher(params: object): boolean {
  return Reflect.get(params, 'layers') === null && Reflect.get(params, 'limit') === 'publisher';
}

/** Ends what the client publishes of that source, so that publishing is more than a conflict. */
async function makeRoom(client: WsClient, { params }: FuzzRequest): Promise<void> {
  const own = Object.values(client.room.state?.peers[client.peerId]?.producers ?? {});
  const source =
    typeof params === 'object' && params !== null && 'source' in params ? params.source : undefined;
  for (const producer of own)
    if (producer.source === source) await client.send('unpublish', { producerId: producer.producerId });
}

function producerIdOf({ params }: FuzzRequest): string | undefined {
  const id =
    typeof params === 'object' && params !== null && 'producerId' in params ? params.producerId : undefined;
  return typeof id === 'string' ? id : undefined;
}

async function bystander({ fastify }: TestApp, room: string, name: string): Promise<WsClient> {
  const client = await WsClient.connect(fastify);
  const rtpCapabilities = client.hello?.routerRtpCapabilities ?? media.noCapabilities;
  await client.request('join', { room, name, rtpCapabilities, interest: media.everything });
  await client.request('publish', media.microphone());
  await client.request('publish', media.camera());
  return client;
}

/** Lets everything flow that the client was told of, as a browser would. */
async function startAll(client: WsClient): Promise<void> {
  const consumerIds = [...client.room.consumers.keys()].slice(0, 512);
  if (consumerIds.length > 0) await client.send('startConsumers', { consumerIds });
}

async function expectUndisturbed(client: WsClient): Promise<void> {
  await client.request('pauseProducer', { producerId: own(client) });
  await client.request('resumeProducer', { producerId: own(client) });
  expect(client.room.violations).toEqual([]);
  expect(Object.values(client.state.peers[client.peerId]?.producers ?? {})).toMatchObject([
    { source: 'microphone', paused: false },
    { source: 'camera', paused: false },
  ]);
}

function own(client: WsClient): string {
  const [id] = Object.keys(client.state.peers[client.peerId]?.producers ?? {});
  if (!id) throw new Error('the bystander publishes nothing');
  return id;
}
