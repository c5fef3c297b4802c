/** The HTTP API over the real rooms, on the fake engine; tokens of every kind, and peers to speak about. */
import Fastify from 'fastify';
import { UnsecuredJWT } from 'jose';
import { onTestFinished } from 'vitest';
import { Access } from '../../server/auth/access.ts';
import { KeyRing } from '../../server/auth/keys.ts';
import { KeptChecks } from '../../server/checks/kept-checks.ts';
import { reportOf } from '../../server/doctor/examine.ts';
import { serveApi } from '../../server/http/api/api.ts';
import { answerErrors, answerUnreadable } from '../../server/http/problem.ts';
import { limitRates } from '../../server/http/rate-limits.ts';
import { limits, usualEdgeLimits } from '../../server/limits.ts';
import { mediaCodecs } from '../../server/media/codecs.ts';
import { RoomRouter } from '../../server/media/room-router.ts';
import { Operating } from '../../server/operating.ts';
import type { TokenGrant } from '../../server/protocol/grant.ts';
import { Administration } from '../../server/rooms/administration.ts';
import type { Peer } from '../../server/rooms/peer.ts';
import { Registry } from '../../server/rooms/registry.ts';
import { Timeline } from '../../server/timeline/timeline.ts';
import { RoomHistory } from '../../server/webhooks/history.ts';
import { RecordingSink } from '../fakes/sink.ts';
import { FakeWorker } from '../fakes/worker.ts';
import { type Joining, request, silent, stays, unburdened } from '../support/open-room.ts';

const secret = 'a secret of the tests, of more than 32 characters';

export interface ApiServerOptions {
  requestsPerMinute?: number;
  /** Entries that are kept of a room. */
  entries?: number;
}

export type Verb = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE' | 'HEAD';

export interface Call {
  token?: string;
  body?: object | string;
  headers?: Record<string, string>;
}

/** Closed when the test is over. */
export async function apiServer(options: ApiServerOptions = {}) {
  const server = await startApi(options);
  onTestFinished(server.close);
  return server;
}

/** To be closed by who started it. */
export async function startApi({ requestsPerMinute = 100_000, entries = 1_000 }: ApiServerOptions = {}) {
  const worker = new FakeWorker();
  const history = new RoomHistory({ bounds: { entries } });
  const timeline = new Timeline();
  const registry = new Registry({
    ...unburdened,
    createRouter: async () => {
      const router = await worker.createRouter(mediaCodecs);
      return RoomRouter.create(router, { listenInfos: [{ protocol: 'udp', ip: '127.0.0.1' }] });
    },
    keepEmpty: 60_000,
    keepSeat: 30_000,
    limits,
    maxRooms: 10,
    maxPeers: 100,
    selfGoverned: false,
    observer: history,
    onTransition: timeline.listener,
    log: silent,
  });
  const access = await accessWith(secret);
  const checks = new KeptChecks(silent);
  const fastify = Fastify({
    frameworkErrors: answerUnreadable,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 2_048 },
  });
  answerErrors(fastify, silent);
  await limitRates(fastify, { ...usualEdgeLimits, apiRequestsPerMinute: requestsPerMinute });
  const administration = new Administration(registry);
  const { messageBytes } = limits.data;
  const doctor = { examine: async () => reportOf([]) };
  let drains = 0;
  const server = new Operating({
    version: '1.2.3',
    pool: { loads: [{ pid: process.pid, cpu: 12, load: 3 }], announced: ['192.0.2.1'] },
    registry,
    overload: { refusesAll: false, isBurdened: () => true },
    loopDelay: { milliseconds: 4 },
    drainSeconds: 60,
    onDrain: () => {
      drains += 1;
    },
  });
  await serveApi(fastify, {
    administration,
    access,
    history,
    timeline,
    checks,
    doctor,
    server,
    messageBytes,
    version: '1.2.3',
    log: silent,
  });
  fastify.get('/teapot', () => Promise.reject(Object.assign(new Error('of a library'), { statusCode: 418 })));
  fastify.get('/broken', () => Promise.reject(new Error('of no concern to anybody')));

  const call = async (method: Verb, url: string, { token, body, headers = {} }: Call = {}) => {
    const answer = await fastify.inject({
      method,
      url,
      headers: { ...(token !== undefined && { authorization: `Bearer ${token}` }), ...headers },
      ...(body !== undefined && { payload: body }),
    });
    const { statusCode: status, headers: sent, body: text } = answer;
    return { status, headers: sent, body: text === '' ? undefined : JSON.parse(text) };
  };
  return {
    fastify,
    registry,
    access,
    checks,
    timeline,
    drains: () => drains,
    call,
    admin: await tokenOf(access, { admin: true }),
    async close(): Promise<void> {
      registry.close('shutdown');
      await fastify.close();
    },
    /** Lets somebody into a room, who hears what happens there. */
    async enter(room: string, joining: Joining = {}): Promise<{ peer: Peer; sink: RecordingSink }> {
      const tries = { mayTryPasscode: () => true, failedPasscode: () => {} };
      const applicant = { signal: stays, waiting: () => {} };
      const entry = { request: request(joining), passcode: undefined, tries, applicant };
      const { room: opened, peer } = await registry.join(room, entry);
      const sink = new RecordingSink();
      peer.attach(sink, opened.since(opened.state.seq) ?? []);
      return { peer, sink };
    },
  };
}

export async function accessWith(key: string, now: () => number = Date.now): Promise<Access> {
  const keys = await KeyRing.load({ secret: key });
  return new Access({ mode: 'token', keys, audience: 'plenum', tokenSeconds: 600, now });
}

export async function tokenOf(access: Access, grant: TokenGrant, room?: string): Promise<string> {
  const { token } = await access.issue({ identity: 'embedder', grant, ...(room !== undefined && { room }) });
  return token;
}

/** One for each way not to be let in. */
export async function badTokens(): Promise<Record<string, string>> {
  const access = await accessWith(secret);
  const yesterday = await accessWith(secret, () => Date.now() - 86_400_000);
  const foreign = await accessWith('another secret, of more than 32 characters too');
  return {
    expired: await tokenOf(yesterday, { admin: true }),
    foreign: await tokenOf(foreign, { admin: true }),
    plain: await tokenOf(access, {}, 'kitchen'),
    hidden: await tokenOf(access, { hidden: true }, 'kitchen'),
    moderator: await tokenOf(access, { moderator: true, roomCreate: true }, 'kitchen'),
    unsigned: new UnsecuredJWT({ sub: 'embedder', grant: { admin: true } })
      .setAudience('plenum')
      .setExpirationTime('1h')
      .encode(),
    garbled: 'no.token.at-all',
  };
}
