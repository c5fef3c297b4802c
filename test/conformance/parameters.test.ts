/**
 * PROTOCOL.md, tables of parameters: whatever they do not allow is refused, the field is named, nothing changes. The cases are made
 * from the document, so a method or a field that is added there is tested here.
 */
import { describe, expect, test } from 'vitest';
import { badParams } from './support/bad-params.ts';
import { type Method, methods } from './support/document.ts';
import { camera, everything, microphone } from './support/media-parameters.ts';
import { connected, consumerOf, joinParams, type Member, pairOf, stateOf } from './support/member.ts';

interface Scene {
  bystander: Member;
  /** Publishes a camera and a microphone is published to it. */
  attacker: Member;
  ownId: string;
  theirId: string;
  consumerId: string;
  /** Of somebody in the lobby, where the attacker is a moderator. */
  waitingId: string;
  /** Of the attacker, where the method is about one. */
  probeId: string;
}

const ofProbes = ['connectProbe', 'closeProbe'];

/** For methods of moderators the attacker is one, and somebody waits. */
async function scene({ name, permission }: Pick<Method, 'name' | 'permission'>): Promise<Scene> {
  const { ann: bystander, bob: attacker } = await pairOf({}, { data: true });
  const waitingId = permission === 'moderator' ? await promoted(bystander, attacker) : '';
  const [own, theirs] = [camera(), microphone()];
  await attacker.client.request('publish', own);
  await bystander.client.request('publish', theirs);
  const { consumerId } = await consumerOf(attacker, theirs.producerId);
  await bystander.client.settled();
  const probeId = ofProbes.includes(name) ? (await attacker.client.request('probe')).probeId : '';
  const ids = { ownId: own.producerId, theirId: theirs.producerId, consumerId, waitingId, probeId };
  return { bystander, attacker, ...ids };
}

/** Makes `peer` a moderator, and has somebody wait in the lobby. */
async function promoted({ client, snapshot }: Member, { peerId }: Member): Promise<string> {
  await client.request('changeGrant', { peerId, grant: { moderator: true } });
  await client.request('changeRoom', { settings: { lobby: true } });
  const outside = await connected();
  outside.send('join', joinParams(await outside.notified('hello'), { room: snapshot.room, name: 'Cleo' }));
  const { waiting } = await client.notified('lobby');
  return waiting[0]?.waitingId ?? '';
}

/** For each method, parameters with which it is carried out: with as many fields as there are, so that each can be spoilt. */
const validParams: Record<string, (scene: Scene) => unknown> = {
  join: ({ bystander, theirId }) => ({
    room: bystander.snapshot.room,
    name: 'Mallory',
    passcode: 'open sesame',
    rtpCapabilities: bystander.hello.routerRtpCapabilities,
    interest: interest(theirId),
    data: true,
  }),
  connectTransport: ({ attacker }) => ({
    transportId: attacker.media.sendTransport.transportId,
    dtlsParameters,
  }),
  restartIce: ({ attacker }) => ({ transportId: attacker.media.sendTransport.transportId }),
  // Not the latest: so the scene stays as it is.
  renewMedia: () => ({ generation: 7 }),
  publish: screen,
  unpublish: ({ ownId }) => ({ producerId: ownId }),
  pauseProducer: ({ ownId }) => ({ producerId: ownId }),
  resumeProducer: ({ ownId }) => ({ producerId: ownId }),
  setInterest: ({ theirId }) => ({ interest: interest(theirId) }),
  startConsumers: ({ consumerId }) => ({ consumerIds: [consumerId] }),
  publishData: () => ({ channel: 'ordered', streamId: 1 }),
  probe: () => ({}),
  connectProbe: ({ probeId }) => ({ probeId, dtlsParameters }),
  closeProbe: ({ probeId }) => ({ probeId }),
  reportCheck: () => ({ report }),
  resume: ({ attacker }) => ({ resumeToken: attacker.resumeToken, seq: 0 }),
  preview: ({ bystander }) => ({ room: bystander.snapshot.room }),
  setHand: () => ({ raised: true }),
  sendChat: () => ({ messageId: '0f8fad5b-d9cb-469f-a165-70867728950e', text: 'hello' }),
  sendReaction: () => ({ reaction: 'heart' }),
  reportQuality: () => ({ level: 'fair', limit: 'cpu' }),
  muteProducer: ({ theirId }) => ({ producerId: theirId, force: true }),
  stopProducer: ({ theirId }) => ({ producerId: theirId }),
  changeGrant: ({ bystander }) => ({
    peerId: bystander.peerId,
    grant: { canPublish: ['camera'], canSubscribe: false, canSend: false, moderator: false },
  }),
  removePeer: ({ bystander }) => ({ peerId: bystander.peerId }),
  admit: ({ waitingId }) => ({ waitingId }),
  refuse: ({ waitingId }) => ({ waitingId }),
  changeRoom: () => ({ settings }),
  endRoom: () => ({}),
  leave: () => ({}),
};

const dtlsParameters = {
  role: 'client',
  fingerprints: [{ algorithm: 'sha-256', value: Array(32).fill('AB').join(':') }],
};

const report = {
  verdict: 'relayed',
  browser: 'a browser',
  socketRoundTripMs: 31.5,
  ways: [
    {
      way: 'turn-tls',
      url: 'turns:turn.example.org:443?transport=tcp',
      outcome: 'works',
      connectMs: 240,
      roundTripMs: 38.2,
    },
  ],
  loss: { up: 0, down: 0.005 },
  bandwidth: { up: 3_100_000, down: 7_900_000 },
  microphone: 'works',
  camera: 'absent',
};

const hour = 3_600_000;
const settings = {
  title: 'Kitchen talk',
  locked: true,
  passcode: 'open sesame',
  lobby: true,
  maxPeers: 10,
  canPublish: ['microphone', 'camera'],
  chat: false,
  notBefore: Date.now() + hour,
  expires: Date.now() + 2 * hour,
};

function interest(producerId: string) {
  const size = { width: 64, height: 36 };
  return { audio: [producerId], video: [{ producerId, ...size }], otherVideo: size };
}

function screen() {
  const { rtpParameters, ...published } = camera();
  const { codecs, headerExtensions, encodings, ...rest } = rtpParameters;
  const filled = {
    codecs: [{ ...Object(codecs)[0], parameters: { 'x-google-start-bitrate': 1000 } }],
    headerExtensions: [{ ...Object(headerExtensions)[0], encrypt: false, parameters: {} }],
    encodings: [{ ...encodings[0], rtx: { ssrc: 5 } }],
  };
  return { ...published, source: 'screen', rtpParameters: { ...rest, ...filled, msid: 'stream track' } };
}

describe.each(methods())('$name', method => {
  const validFor = (at: Scene) => {
    const make = validParams[method.name];
    if (!make) throw new Error(`this file has no parameters for ${method.name}`);
    return make(at);
  };
  const isAttackers = !method.beforeJoining || ofProbes.includes(method.name);
  const asker = (at: Scene) => (isAttackers ? Promise.resolve(at.attacker.client) : connected());
  // As many as the rate limit lets one session ask at once, with some to spare.
  const batch = Math.floor(90 / method.cost);

  test('what its table does not allow is refused, and the field is named', async () => {
    let done = 0;
    for (let left = 1; left > 0; ) {
      const at = await scene(method);
      const before = stateOf(at.bystander);
      const client = await asker(at);
      const bad = badParams(method.params, validFor(at));
      const part = bad.slice(done, done + batch);
      expect(part).not.toEqual([]);
      const answers = await Promise.all(
        part.map(({ params }) => client.answer(client.send(method.name, params))),
      );
      for (const [index, { what, field }] of part.entries()) {
        const error = answers[index]?.error;
        expect.soft(error, what).toMatchObject({ code: -32_602, data: { reason: 'invalid-params', field } });
        expect.soft(error?.message, what).toContain(field);
      }
      await at.bystander.client.request('setInterest', { interest: everything });
      await at.bystander.client.settled();
      expect(stateOf(at.bystander)).toEqual(before);
      done += part.length;
      left = bad.length - done;
    }
  });

  test.each([[[]], ['text'], [7]])('params of another type are refused: %j', async params => {
    const at = await scene(method);
    const client = await asker(at);
    expect(await client.refusal(method.name, params)).toMatchObject({
      code: -32_602,
      reason: 'invalid-params',
    });
  });

  test('what its table does allow is carried out', async () => {
    const at = await scene(method);
    const client = await asker(at);
    expect(await client.request(method.name, validFor(at))).toBeTypeOf('object');
  });
});

const afterJoining = methods().filter(({ beforeJoining }) => !beforeJoining);

test.each(afterJoining)('$name is refused before joining, whatever its parameters are', async method => {
  const { name } = method;
  const client = await connected();
  const notJoined = { code: -32_001, reason: 'not-joined' };
  const params = validParams[name]?.(await scene(method));
  expect(await client.refusal(name, params)).toMatchObject(notJoined);
  expect(await client.refusal(name, { no: 'such' })).toMatchObject(notJoined);
});

const ofModerators = methods().filter(({ permission }) => permission === 'moderator');

test.each(ofModerators)(
  '$name is not permitted to a plain peer, whatever its parameters are',
  async method => {
    const { name } = method;
    const at = await scene(method);
    const { client, peerId } = at.attacker;
    await at.bystander.client.request('changeGrant', { peerId, grant: { moderator: false } });
    const before = stateOf(at.bystander);
    const notPermitted = { code: -32_008, reason: 'not-permitted' };
    for (const params of [validParams[name]?.(at), { no: 'such' }, [], 7]) {
      expect(await client.refusal(name, params)).toMatchObject(notPermitted);
    }
    await at.bystander.client.settled();
    expect(stateOf(at.bystander)).toEqual(before);
  },
);
