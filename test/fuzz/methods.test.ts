/**
 * Structure-aware fuzz of every method: sessions that joined and sessions that did not, plain ones and moderators, send what is right,
 * nearly right and wrong to a server with real workers. Everything is answered, nothing is our fault, no worker dies, and nobody else
 * notices, but for what a moderator may do in the room that it rules.
 */
import { expect, test } from 'vitest';
import * as media from '../support/media-parameters.ts';
import { startApp, type TestApp } from '../support/start-app.ts';
import { WsClient } from '../support/ws-client.ts';
import { FuzzSession } from './support/fuzz-session.ts';
import { moderatorTokens, openWithTokens, otherTokens } from './support/people.ts';
import { Random, seedOf } from './support/random.ts';
import { RuledRoom } from './support/ruled-room.ts';
import type { KnownIds } from './support/schema.ts';
import { Verdicts } from './support/verdicts.ts';
import { violationsOf } from './support/wait.ts';

const total = Number(process.env.FUZZ_REQUESTS ?? 8_000);
const perSession = 60;
const atOnce = 10;
const oddPeersKept = 4;
const ruled = 'ruled';

/** What one run holds. */
interface Run {
  app: TestApp;
  random: Random;
  verdicts: Verdicts;
  known: KnownIds;
  /** The ids that are known to every session. */
  strangersIds: string[];
  /** Tokens that the server gave to the last who came without. */
  given: string[];
  tally: Map<string, number>;
}

test('no request ends a worker, is our fault, or disturbs others', async () => {
  const random = new Random(seedOf('methods'));
  const app = await startApp({
    workers: 2,
    limits: { requestTokens: 1e6, requestTokensPerSecond: 1e6 },
    edge: { passcodeTries: 1e6 },
    settings: openWithTokens,
  });
  const pids = app.pool.pids;
  const near = await bystander(app, 'fuzz', 'near');
  const pair = [await bystander(app, 'elsewhere', 'far'), await bystander(app, 'elsewhere', 'further')];
  for (const each of pair) await each.until('the other', () => each.room.consumers.size === 2);
  const heard = new Map(pair.map(each => [each, toldOf(each).length]));
  const run = begin(app, random, near);
  const host = new RuledRoom(app, ruled, run.verdicts);
  let odd: WsClient[] = [];
  let sent = 0;

  while (sent < total) {
    const rules = random.chance(0.75);
    if (rules) await host.prepare(random);
    const session = await open(run, rules, host);
    const { client } = session;
    for (let count = 0; count < perSession && !client.ended; count += atOnce) {
      await session.sendSome(atOnce);
      expect(app.troubles()).toEqual([]);
      expect(app.pool.pids).toEqual(pids);
      for (const each of [near, ...odd]) await startAll(each);
    }
    sent += session.sent;
    expect(violationsOf(client)).toEqual([]);
    expect(run.verdicts.complaint(client, ['left'])).toBeUndefined();
    await host.check([client, ...odd]);
    run.given = client.signals('token').map(({ token }) => token);
    odd.push(client);
    for (const each of odd) expect(run.verdicts.complaint(each, ['left'])).toBeUndefined();
    odd = odd.filter(({ ended }) => !ended);
    for (const old of odd.splice(0, Math.max(0, odd.length - oddPeersKept))) old.hangUp();
    await expectUndisturbed(near);
    for (const each of pair) {
      await each.request('setInterest', { interest: media.everything });
      expect(toldOf(each).slice(heard.get(each))).toEqual([]);
    }
  }
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  const outcomes = [...run.tally].sort();
  console.log(`methods: ${sent} requests: ${JSON.stringify(Object.fromEntries(outcomes))}`);
});

function begin(app: TestApp, random: Random, near: WsClient): Run {
  const producerIds = Object.keys(near.state.peers[near.peerId]?.producers ?? {});
  const known = { producerIds, ids: [], tokens: [] };
  const strangersIds = [near.joined.media.sendTransport.transportId, ...near.room.consumers.keys()];
  return { app, random, verdicts: new Verdicts(), known, strangersIds, given: [], tally: new Map() };
}

/** A session that has tried a few things before it joined. */
async function open(run: Run, rules: boolean, host: RuledRoom): Promise<FuzzSession> {
  const { app, random, known, verdicts, tally } = run;
  // A moderator rules in one room only; whoever holds one of the others is a plain peer wherever it comes in.
  const [moderators, others] = [await moderatorTokens(ruled), await otherTokens()];
  const session = new FuzzSession({
    client: await WsClient.connect(app.fastify),
    random,
    known,
    verdicts,
    tally,
    room: rules ? ruled : 'fuzz',
    token: random.chance(0.6) ? random.pick(rules ? moderators : others) : undefined,
  });
  known.ids = [...run.strangersIds, ...host.ids];
  known.tokens = [...moderators, ...others, ...run.given];
  await session.begin(host);
  if (rules && random.chance(0.7)) await host.promote(session.client);
  return session;
}

/** Without what is told of its own accord or some seconds later: tokens, the dominant speaker, what nobody watches, what does not arrive. */
function toldOf({ notifications }: WsClient) {
  return notifications.filter(({ method, params }) => {
    if (method === 'consumerLayers') return !isObject(params) || !isSilentPublisher(params);
    return !['token', 'speakers', 'layersWanted'].includes(method);
  });
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The publisher of these tests sends no packet, which the server says once it has waited for one. */
function isSilentPublisher(params: object): boolean {
  return Reflect.get(params, 'layers') === null && Reflect.get(params, 'limit') === 'publisher';
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
  expect(client.state.peers[client.peerId]?.grant.moderator).toBe(true);
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
