/**
 * The authorisation matrix of the socket: every method of the table, by everybody who may come to the door, with ids of one's own and of
 * others. A method that is not in `cases` does not compile, and is not run by anybody before it is.
 */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Permission } from '#protocol/method.ts';
import type { MethodName } from '#protocol/methods.ts';
import { methods } from '#protocol/methods.ts';
import { Administration } from '../../server/rooms/administration.ts';
import { aReport } from '../support/check-report.ts';
import { camera, everything, microphone, noCapabilities } from '../support/media-parameters.ts';
import { type Insider, insiders, outsiders, secret, tokenFor } from '../support/roles.ts';
import { startApp, type TestApp } from '../support/start-app.ts';
import { WsClient } from '../support/ws-client.ts';

/** One room: the actor, Bob, what each of them has, and Cleo who waits outside. */
interface Stage {
  room: string;
  actor: WsClient;
  bob: WsClient;
  /** Of the actor, where it could publish; and Bob's. */
  own: string;
  theirs: string;
  waitingId: string;
}
/** What nobody needs a room for, nor a token; but `preview`, which has its own tests. */
type Anytime = 'preview' | 'probe' | 'connectProbe' | 'closeProbe' | 'reportCheck';
const anytime: readonly Anytime[] = ['preview', 'probe', 'connectProbe', 'closeProbe', 'reportCheck'];

interface Case {
  own: (stage: Stage) => object;
  foreign: (stage: Stage) => object;
  /** What those get who may call it; absent: a result. */
  answers?: { own?: string; foreign?: string };
  /** The same for those who could publish nothing that it could be about. */
  withoutProducer?: string;
}

const dtls = {
  role: 'client',
  fingerprints: [{ algorithm: 'sha-256', value: 'AB:'.repeat(31).concat('CD') }],
};
const chat = '00000000-0000-4000-8000-00000000000b';
const notFound = { foreign: 'not-found' };
const ofProducer: Case = {
  own: ({ own }) => ({ producerId: own }),
  foreign: ({ theirs }) => ({ producerId: theirs }),
  answers: notFound,
  withoutProducer: 'not-found',
};
const always = (params: object, answers: Case['answers'] = {}): Case => ({
  own: () => params,
  foreign: () => params,
  answers,
});

const cases: Record<Exclude<MethodName, Anytime | 'join' | 'resume'>, Case> = {
  connectTransport: {
    own: ({ actor }) => ({ transportId: actor.joined.media.sendTransport.transportId, dtlsParameters: dtls }),
    foreign: ({ bob }) => ({ transportId: bob.joined.media.sendTransport.transportId, dtlsParameters: dtls }),
    answers: notFound,
  },
  restartIce: {
    own: ({ actor }) => ({ transportId: actor.joined.media.recvTransport.transportId }),
    foreign: ({ bob }) => ({ transportId: bob.joined.media.recvTransport.transportId }),
    answers: notFound,
  },
  renewMedia: always({ generation: 77 }),
  publish: {
    own: () => camera(),
    foreign: ({ theirs }) => ({ ...camera(), producerId: theirs }),
    answers: { foreign: 'conflict' },
  },
  unpublish: ofProducer,
  pauseProducer: ofProducer,
  resumeProducer: ofProducer,
  setInterest: always({ interest: everything }),
  startConsumers: {
    own: ({ actor }) => ({ consumerIds: [...actor.room.consumers.keys()] }),
    foreign: () => ({ consumerIds: [randomUUID()] }),
    answers: notFound,
  },
  setHand: always({ raised: true }),
  sendReaction: always({ reaction: 'heart' }),
  sendChat: {
    own: () => ({ messageId: randomUUID(), text: 'hello' }),
    foreign: () => ({ messageId: chat, text: 'hello' }),
    answers: { foreign: 'conflict' },
  },
  reportQuality: always({ level: 'good', limit: null }),
  // Nobody here takes part in messages.
  publishData: always({ channel: 'ordered', streamId: 1 }, { own: 'unsupported', foreign: 'unsupported' }),
  muteProducer: {
    ...ofProducer,
    own: ({ own }) => ({ producerId: own, force: true }),
    foreign: ({ theirs }) => ({ producerId: theirs, force: true }),
    answers: {},
  },
  stopProducer: { ...ofProducer, answers: {} },
  changeGrant: {
    own: ({ actor }) => ({ peerId: actor.peerId, grant: { canSend: false } }),
    foreign: ({ bob }) => ({ peerId: bob.peerId, grant: { moderator: true } }),
  },
  removePeer: {
    own: ({ actor }) => ({ peerId: actor.peerId }),
    foreign: ({ bob }) => ({ peerId: bob.peerId }),
    answers: { own: 'not-permitted' },
  },
  admit: {
    own: ({ waitingId }) => ({ waitingId }),
    foreign: ({ bob }) => ({ waitingId: bob.peerId }),
    answers: notFound,
  },
  refuse: {
    own: ({ waitingId }) => ({ waitingId }),
    foreign: ({ bob }) => ({ waitingId: bob.peerId }),
    answers: notFound,
  },
  changeRoom: always({ settings: { title: 'mine' } }),
  endRoom: always({}),
  leave: always({}),
};

/** Written down anew, not taken from the server: who has which permission. */
const permitted: Record<Insider, readonly Permission[]> = {
  'a plain peer': ['member', 'visible', 'publish', 'send'],
  'a peer who may only listen': ['member', 'visible'],
  'a hidden viewer': ['member'],
  'a moderator': ['member', 'visible', 'publish', 'send', 'moderator'],
  'a hidden moderator': ['member', 'moderator'],
  'an admin': ['member', 'visible', 'publish', 'send', 'moderator'],
};

let app: TestApp;
let api: Administration;
beforeAll(async () => {
  let end = async () => {};
  // One session asks for everything, in no time.
  const limits = { requestTokens: 1_000 };
  app = await startApp({ settings: { TOKEN_SECRET: secret }, limits }, atEnd => {
    end = atEnd;
  });
  api = new Administration(app.registry);
  return end;
});

let rooms = 0;
const newRoom = () => `room ${rooms++}`;

async function knock(room: string, token: string | undefined) {
  const client = await WsClient.connect(app.fastify);
  const rtpCapabilities = client.hello?.routerRtpCapabilities ?? noCapabilities;
  const params = { room, name: 'Ann', rtpCapabilities, interest: everything, ...(token && { token }) };
  return { client, answer: client.send('join', params) };
}

async function enter(room: string, token: string): Promise<WsClient> {
  const { client, answer } = await knock(room, token);
  const { error } = await answer;
  if (error) throw new Error(error.message);
  return client;
}

async function publish(client: WsClient): Promise<string> {
  const voice = microphone();
  await client.send('publish', voice);
  return voice.producerId;
}

async function stageFor(role: Insider): Promise<Stage & { end: () => void }> {
  const room = newRoom();
  const bob = await enter(room, await tokenFor(room, { sub: 'bob', grant: { roomCreate: true } }));
  const theirs = await publish(bob);
  await bob.request('sendChat', { messageId: chat, text: 'I am here' });
  const actor = await enter(room, await tokenFor(room, { sub: 'actor', grant: insiders[role] }));
  const own = await publish(actor);
  api.change(room, { lobby: true });
  const { client: cleo } = await knock(room, await tokenFor(room, { sub: 'cleo' }));
  await cleo.until('the lobby', () => cleo.signals('waiting').length > 0);
  const waitingId = app.registry.records.get(room)?.lobby.waiting[0]?.waitingId ?? '';
  const end = () => {
    for (const client of [cleo, actor, bob]) client.vanish();
    if (app.registry.records.get(room)) api.delete(room);
  };
  return { room, actor, bob, own, theirs, waitingId, end };
}

/** The word of the answer; undefined: a result. */
async function ask(client: WsClient, method: string, params: object): Promise<string | undefined> {
  const { error } = await client.send(method, params);
  return error?.data.reason;
}

function expected(role: Insider, method: keyof typeof cases, whose: 'own' | 'foreign'): string | undefined {
  const { answers, withoutProducer } = cases[method];
  const allowed = permitted[role];
  if (!allowed.includes(methods[method].permission)) return 'not-permitted';
  if (whose === 'own' && withoutProducer && !allowed.includes('publish')) return withoutProducer;
  return answers?.[whose];
}

test('every method is in the matrix', () => {
  expect([...Object.keys(cases), ...anytime, 'join', 'resume'].sort()).toEqual(Object.keys(methods).sort());
});

describe.each(Object.keys(insiders) as Insider[])('%s', role => {
  test.each(
    (Object.keys(cases) as (keyof typeof cases)[]).flatMap(method => [
      [method, 'own'] as const,
      [method, 'foreign'] as const,
    ]),
  )('asks for %s with %s ids', async (method, whose) => {
    const stage = await stageFor(role);
    try {
      const { actor, bob } = stage;
      const before = app.registry.opened(stage.room)?.state;
      const answer = await ask(actor, method, cases[method][whose](stage));
      expect(answer).toBe(expected(role, method, whose));
      if (answer === undefined) return;
      // What is refused changes nothing, and nobody is disturbed.
      expect(app.registry.opened(stage.room)?.state).toBe(before);
      expect([actor.ended, bob.ended]).toEqual([undefined, undefined]);
      expect(app.registry.records.get(stage.room)?.lobby.waiting).toHaveLength(1);
    } finally {
      stage.end();
    }
  });
});

const refusals: Record<string, string> = {
  'without a token': 'token-required',
  'with an expired token': 'token-expired',
  'with a token for another room': 'not-permitted',
};

describe.each(Object.keys(outsiders))('somebody %s', who => {
  const word = refusals[who] ?? 'token-invalid';

  test(`is refused as ${word}, and can do nothing that needs a room`, async () => {
    const room = newRoom();
    const bob = await enter(room, await tokenFor(room, { grant: { roomCreate: true } }));
    const theirs = await publish(bob);
    const token = await outsiders[who]?.(room);
    const { client, answer } = await knock(room, token);
    expect((await answer).error?.data.reason).toBe(word);
    expect(await ask(client, 'preview', { room, ...(token && { token }) })).toBe(word);
    expect(await ask(client, 'resume', { resumeToken: 'A'.repeat(43), seq: 0 })).toBe('seat-gone');
    const stage = { room, actor: bob, bob, own: theirs, theirs, waitingId: bob.peerId };
    for (const method of Object.keys(cases) as (keyof typeof cases)[]) {
      for (const whose of ['own', 'foreign'] as const) {
        expect([method, await ask(client, method, cases[method][whose](stage))]).toEqual([
          method,
          'not-joined',
        ]);
      }
    }
    expect(Object.keys(app.registry.opened(room)?.state.peers ?? {})).toEqual([bob.peerId]);
    for (const each of [client, bob]) each.vanish();
  });
});

/** Probes have an owner, which is a session; reports have none, and are for admins to read. */
async function checkAnything(client: WsClient, theirs: string): Promise<void> {
  const { probeId } = await client.request('probe', {});
  expect(await ask(client, 'connectProbe', { probeId: theirs, dtlsParameters: dtls })).toBe('not-found');
  expect(await ask(client, 'closeProbe', { probeId: theirs })).toBeUndefined();
  expect(await ask(client, 'connectProbe', { probeId, dtlsParameters: dtls })).toBeUndefined();
  expect(await ask(client, 'closeProbe', { probeId })).toBeUndefined();
  expect(await ask(client, 'reportCheck', { report: aReport() })).toBeUndefined();
}

test('anybody may check the connection, inside and outside, and touches nobody else', async () => {
  const room = newRoom();
  const bob = await enter(room, await tokenFor(room, { sub: 'bob', grant: { roomCreate: true } }));
  const { probeId } = await bob.request('probe', {});
  for (const grant of Object.values(insiders)) {
    const actor = await enter(room, await tokenFor(room, { sub: 'actor', grant }));
    await checkAnything(actor, probeId);
    actor.vanish();
  }
  for (const tokenOf of Object.values(outsiders)) {
    const { client, answer } = await knock(room, await tokenOf(room));
    expect((await answer).error).toBeDefined();
    await checkAnything(client, probeId);
    client.vanish();
  }
  expect(await ask(bob, 'connectProbe', { probeId, dtlsParameters: dtls })).toBeUndefined();
  expect(bob.ended).toBeUndefined();
  bob.vanish();
});

test.each(Object.keys(insiders) as Insider[])(
  '%s comes back with its own token alone, as who it is',
  async role => {
    const stage = await stageFor(role);
    const { actor, bob } = stage;
    const { resumeToken, grant } = actor.joined;
    const params = { resumeToken, seq: 0 };
    expect(await ask(bob, 'resume', params)).toBe('already-joined');
    actor.vanish();
    const again = await WsClient.connect(app.fastify);
    expect(await ask(again, 'resume', { ...params, resumeToken: resumeToken.replace(/.$/, '-') })).toBe(
      'seat-gone',
    );
    const pinged = once(again.socket, 'ping');
    expect(await again.request('resume', params)).toMatchObject({ peerId: actor.peerId, grant });
    const [payload] = await pinged;
    again.socket.pong(payload); // an injected socket does not do so by itself
    await ask(again, 'setInterest', { interest: everything }); // the pong went ahead of it
    const thief = await WsClient.connect(app.fastify);
    expect(await ask(thief, 'resume', params)).toBe('seat-gone');
    expect(again.ended).toBeUndefined();
    for (const each of [again, thief]) each.vanish();
    stage.end();
  },
);

test('nothing of all this troubled the server, and no token is in its log', () => {
  expect(app.troubles()).toEqual([]);
  expect(JSON.stringify(app.lines)).not.toMatch(/eyJ/);
});
