import { Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Interest } from '#protocol/interest.ts';
import type { ErrorFrame, ResultFrame, ServerFrame } from '#protocol/jsonrpc.ts';
import type { MethodName, Params, Result } from '#protocol/methods.ts';
import { limits } from '../../server/limits.ts';
import { createLog } from '../../server/log.ts';
import { mediaCodecs } from '../../server/media/codecs.ts';
import { RoomRouter } from '../../server/media/room-router.ts';
import { Registry } from '../../server/rooms/registry.ts';
import { giveUpAbove } from '../../server/sessions/outbox.ts';
import { Session } from '../../server/sessions/session.ts';
import { FakeSocket } from '../fakes/socket.ts';
import { FakeWorker } from '../fakes/worker.ts';
import { camera, microphone, oneStream, receivesAll } from '../support/media.ts';
import { everything, nothing } from '../support/open-room.ts';

beforeEach(() => {
  vi.useFakeTimers({
    toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance', 'Date'],
  });
});
afterEach(() => {
  vi.useRealTimers();
});

/** A server without sockets and workers. */
function house() {
  const worker = new FakeWorker();
  const lines: string[] = [];
  const sink = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk));
      done();
    },
  });
  const log = createLog('debug', sink);
  const registry = new Registry({
    createRouter: async () =>
      RoomRouter.create(await worker.createRouter(mediaCodecs), {
        listenInfos: [{ protocol: 'udp', ip: '127.0.0.1' }],
      }),
    keepEmpty: 60_000,
    log,
  });
  const hello = { server: 'plenum/test', routerRtpCapabilities: receivesAll, iceServers: [], limits };
  onTestFinished(() => registry.close('shutdown'));
  return { worker, registry, lines, connect: () => new Client(registry, hello, log) };
}

type Answer = ResultFrame | ErrorFrame;

/** The other end of a session. */
class Client {
  readonly socket = new FakeSocket();
  readonly session: Session;
  ends = 0;
  #nextId = 1;

  constructor(
    registry: Registry,
    hello: ConstructorParameters<typeof Session>[1]['hello'],
    log: ReturnType<typeof createLog>,
  ) {
    this.session = new Session(this.socket, { registry, hello, log, onClosed: () => this.ends++ });
  }

  /** Sends text as it is. */
  frame(text: string, isBinary = false): void {
    this.session.onFrame(Buffer.from(text), isBinary);
  }

  /** Sends a request and returns its id; `answer` waits. */
  send(method: string, params: unknown = {}): number {
    const id = this.#nextId++;
    this.frame(JSON.stringify({ jsonrpc: '2.0', id, method, params }));
    return id;
  }

  answer(id: number | null): Promise<Answer> {
    return this.socket.until(({ frames }) => frames.filter(isAnswer).find(frame => frame.id === id));
  }

  async call<M extends MethodName>(method: M, params: Params<M>): Promise<Result<M>> {
    const answer = await this.answer(this.send(method, params));
    if ('error' in answer) throw new Error(answer.error.message);
    return answer.result as Result<M>;
  }

  join(name: string, interest: Interest = everything): Promise<Result<'join'>> {
    return this.call('join', joinParams(name, interest));
  }

  /** Ids of the answers so far. */
  get answered(): unknown[] {
    return this.socket.frames.filter(isAnswer).map(({ id }) => id);
  }
}

const isAnswer = (frame: ServerFrame): frame is Answer => 'id' in frame;
const joinParams = (name: string, interest: Interest = everything): Params<'join'> => ({
  room: 'kitchen',
  name,
  rtpCapabilities: receivesAll,
  interest,
});
const reasonOf = (answer: Answer) => ('error' in answer ? answer.error.data.reason : undefined);

describe('connecting and joining', () => {
  test('hello comes first and says what a client must know', () => {
    const { socket } = house().connect();
    expect(socket.frames).toEqual([
      {
        jsonrpc: '2.0',
        method: 'hello',
        params: { server: 'plenum/test', routerRtpCapabilities: receivesAll, iceServers: [], limits },
      },
    ]);
  });

  test('the result of join is a snapshot with oneself in it, two transports, and the consumers', async () => {
    const { connect } = house();
    const [ann, bob] = [connect(), connect()];
    const { peerId, state } = await ann.join('Ann');
    expect(Object.keys(state.peers)).toEqual([peerId]);
    await ann.call('publish', camera());
    const joined = await bob.join('Bob');
    expect(Object.values(joined.state.peers).map(({ name }) => name)).toEqual(['Ann', 'Bob']);
    expect(joined.media).toMatchObject({ generation: 1, consumers: [{ peerId, source: 'camera' }] });
    expect(joined.media.sendTransport.transportId).not.toBe(joined.media.recvTransport.transportId);
  });

  test('nothing but hello comes before the result, and what was missed comes right behind it, once', async () => {
    const { connect, worker } = house();
    const [ann, bob] = [connect(), connect()];
    await ann.join('Ann');
    await ann.call('publish', microphone());
    worker.stop();
    const id = bob.send('join', joinParams('Bob'));
    await worker.waiting('router.createWebRtcTransport');
    ann.send('publish', camera());
    worker.continue();
    await bob.answer(id);
    await worker.settled();
    const [hello, result, ...others] = bob.socket.frames;
    expect(hello).toMatchObject({ method: 'hello' });
    expect(result).toMatchObject({ id });
    const { state } = (result as ResultFrame).result as Result<'join'>;
    const seqs = others
      .filter(frame => 'method' in frame && frame.method === 'event')
      .map(frame => 'params' in frame && frame.params);
    expect(seqs).toEqual(seqs.map((_, index) => expect.objectContaining({ seq: state.seq + 1 + index })));
    const published = new Set(Object.values(state.peers).flatMap(({ producers }) => Object.keys(producers)));
    expect(published.size + seqs.length).toBe(2);
  });

  test('rooms and names are compared in one Unicode form', async () => {
    const { connect, registry } = house();
    const [ann, bob] = [connect(), connect()];
    await ann.call('join', { ...joinParams('Ann'), room: 'caf\u00e9' });
    const { state } = await bob.call('join', { ...joinParams('Bo\u0308b'), room: 'cafe\u0301' });
    expect(registry.size).toBe(1);
    expect(Object.values(state.peers).map(({ name }) => name)).toEqual(['Ann', 'B\u00f6b']);
    const broken = await connect()
      .call('join', { ...joinParams('\ud800'), room: 'x' })
      .catch(String);
    expect(broken).toContain('params.name: must be well-formed Unicode');
  });

  test('a session that has not joined is asked to, one that has joined cannot again', async () => {
    const client = house().connect();
    const early = await client.answer(client.send('publish', microphone()));
    expect(reasonOf(early)).toBe('not-joined');
    await client.join('Ann');
    const again = await client.answer(client.send('join', joinParams('Ann')));
    expect(reasonOf(again)).toBe('already-joined');
  });

  test('a session that joins too late is closed, one that joined in time is not', async () => {
    const { connect } = house();
    const [slow, quick] = [connect(), connect()];
    await quick.join('Ann');
    await vi.advanceTimersByTimeAsync(4_999);
    expect(slow.socket.closed).toBeUndefined();
    await vi.advanceTimersByTimeAsync(1);
    expect([slow.socket.closed, slow.ends]).toEqual([{ code: 4001, reason: 'timeout' }, 1]);
    expect(quick.socket.closed).toBeUndefined();
  });
});

describe('requests', () => {
  test('are answered in order, however long each takes, also when they come in one go', async () => {
    const { connect, worker } = house();
    const client = connect();
    worker.stop();
    const ids = [
      client.send('publish', microphone()), // not joined
      client.send('join', joinParams('Ann')),
      client.send('publish', microphone()),
      client.send('nonsense'),
      client.send('publish', camera({ rtpParameters: oneStream('video/H265') })),
      client.send('publish', camera()),
      client.send('setInterest', { interest: nothing }),
      client.send('leave'),
    ];
    expect(client.answered).toEqual([]);
    worker.continue();
    await client.answer(ids.at(-1) ?? null);
    expect(client.answered).toEqual(ids);
    const answers = client.socket.frames.filter(isAnswer).map(reasonOf);
    expect(answers).toEqual([
      'not-joined',
      undefined,
      undefined,
      'method-not-found',
      'unsupported',
      undefined,
      undefined,
      undefined,
    ]);
    expect(client.socket.closed).toEqual({ code: 4000, reason: 'left' });
  });

  test('what cannot be read is answered too, in its place, and the session lives on', async () => {
    const client = house().connect();
    const first = client.send('join', joinParams('Ann'));
    client.frame('not json');
    client.frame('[1]');
    client.frame('{}', true);
    const last = client.send('leave', { extra: 1 });
    await client.answer(last);
    expect(client.answered).toEqual([first, null, null, null, last]);
    expect(client.socket.frames.filter(isAnswer).map(reasonOf)).toEqual([
      undefined,
      'parse-error',
      'invalid-request',
      'parse-error',
      'invalid-params',
    ]);
    expect(client.socket.closed).toBeUndefined();
  });

  test('an error has its number, its word and its field', async () => {
    const client = house().connect();
    await client.join('Ann');
    const answer = await client.answer(client.send('startConsumers', { consumerIds: ['nobody'] }));
    expect(answer).toMatchObject({
      error: {
        code: -32003,
        message: 'params.consumerIds.0: The id is not, or no longer, one of this peer.',
        data: { reason: 'not-found', field: 'consumerIds.0' },
      },
    });
  });

  test.each([
    ['connectTransport', 'transport.connect'],
    ['restartIce', 'transport.restartIce'],
  ] as const)(
    '%s works on its own transports only, and what the engine says stays with us',
    async (method, call) => {
      const { connect, worker, lines } = house();
      const [ann, bob] = [connect(), connect()];
      const { media } = await ann.join('Ann');
      await bob.join('Bob');
      const { dtlsParameters } = media.sendTransport;
      const extra = method === 'connectTransport' ? { dtlsParameters } : {};
      const { transportId } = media.sendTransport;
      const foreign = await bob.answer(bob.send(method, { transportId, ...extra }));
      expect(foreign).toMatchObject({ error: { data: { reason: 'not-found', field: 'transportId' } } });
      worker.refuseNext(call, new Error('secret of the engine'));
      const failed = await ann.answer(ann.send(method, { transportId, ...extra }));
      expect(JSON.stringify(failed)).not.toContain('secret');
      expect(failed).toHaveProperty('error');
      expect(lines.join('')).toContain('secret of the engine');
      expect(await ann.answer(ann.send(method, { transportId, ...extra }))).toHaveProperty('result');
    },
  );

  test('connecting again changes nothing', async () => {
    const { connect, worker } = house();
    const client = connect();
    const { media } = await client.join('Ann');
    const { transportId, dtlsParameters } = media.recvTransport;
    for (let times = 0; times < 3; times += 1) {
      await client.call('connectTransport', { transportId, dtlsParameters });
    }
    expect(worker.callsOf('transport.connect')).toHaveLength(1);
  });

  test('an error of ours is hidden from the client and kept for us', async () => {
    const { connect, worker, lines } = house();
    const client = connect();
    const params = microphone();
    await client.join('Ann');
    await client.call('publish', params);
    worker.refuseNext('producer.pause', new Error('secret of the engine'));
    const answer = await client.answer(client.send('pauseProducer', { producerId: params.producerId }));
    expect(answer).toMatchObject({
      error: {
        code: -32603,
        message: 'The server failed; nothing was changed.',
        data: { reason: 'internal-error' },
      },
    });
    expect(JSON.stringify(answer)).not.toContain('secret');
    expect(lines.some(line => line.includes('secret of the engine') && line.includes('"level":50'))).toBe(
      true,
    );
  });

  test('a room that cannot be opened is unavailable, and the session may try again', async () => {
    const { connect, worker } = house();
    const client = connect();
    worker.refuseNext('worker.createRouter', new Error('secret of the engine'));
    const answer = await client.answer(client.send('join', joinParams('Ann')));
    expect(answer).toMatchObject({ error: { code: -32007, data: { reason: 'unavailable' } } });
    await expect(client.join('Ann')).resolves.toBeDefined();
  });
});

describe('too much', () => {
  test('what goes beyond the tokens is refused in its place and not done', async () => {
    const { connect, worker } = house();
    const client = connect();
    await client.join('Ann'); // 6 of 120
    const ids = Array.from({ length: 116 }, () => client.send('setInterest', { interest: nothing }));
    await client.answer(ids.at(-1) ?? null);
    const reasons = client.socket.frames.filter(isAnswer).map(reasonOf);
    expect(client.answered.slice(1)).toEqual(ids);
    expect(reasons.filter(reason => reason === 'rate-limited')).toHaveLength(2);
    expect(reasons.slice(-2)).toEqual(['rate-limited', 'rate-limited']);
    const id = client.send('publish', microphone());
    expect(reasonOf(await client.answer(id))).toBe('rate-limited');
    expect(worker.callsOf('transport.produce')).toEqual([]);
  });

  test('tokens come back with time', async () => {
    const client = house().connect();
    await client.join('Ann');
    for (let times = 0; times < 114; times += 1) client.send('setInterest', { interest: nothing });
    vi.advanceTimersByTime(200); // 30 per second: 6
    const id = client.send('publish', microphone());
    expect(reasonOf(await client.answer(id))).toBeUndefined();
    expect(reasonOf(await client.answer(client.send('leave')))).toBe('rate-limited');
  });

  test('what cannot be read costs a token too', async () => {
    const client = house().connect();
    for (let times = 0; times < 120; times += 1) client.frame('not json');
    const id = client.send('join', joinParams('Ann'));
    expect(reasonOf(await client.answer(id))).toBe('rate-limited');
  });

  test('a flood that does not heed the refusals ends the session', async () => {
    const client = house().connect();
    for (let times = 0; times < 400 && !client.session.closed; times += 1) client.frame('not json');
    expect(client.socket.closed).toEqual({ code: 4004, reason: 'protocol-error' });
    client.send('leave');
    await Promise.resolve();
    expect(client.ends).toBe(1);
  });

  test('a reader that does not keep up loses signals that can be lost, then the session', async () => {
    const { connect, worker } = house();
    const [ann, bob] = [connect(), connect()];
    await ann.join('Ann');
    await bob.join('Bob');
    const room = bob.socket;
    room.stalled = true;
    for (let times = 0; room.bufferedAmount <= giveUpAbove && times < 40_000; times += 1) {
      vi.advanceTimersByTime(300);
      bob.session.onPong();
      ann.session.onPong();
      const producerId = microphone().producerId;
      await ann.call('publish', microphone({ producerId }));
      await ann.call('unpublish', { producerId });
    }
    expect(room.closed).toEqual({ code: 4003, reason: 'slow-client' });
    const { length } = room.frames;
    await ann.socket.until(({ frames }) =>
      frames.find(frame => 'method' in frame && JSON.stringify(frame.params).includes('slow-client')),
    );
    await worker.settled();
    expect(room.frames).toHaveLength(length);
  });
});

describe('silence', () => {
  test('the server pings; who answers lives, who does not is closed', async () => {
    const { connect } = house();
    const [awake, asleep] = [connect(), connect()];
    await awake.join('Ann');
    await asleep.join('Bob');
    for (let seconds = 5; seconds <= 60; seconds += 5) {
      await vi.advanceTimersByTimeAsync(5_000);
      awake.session.onPong();
      if (seconds === 15) expect(asleep.socket.closed).toBeUndefined();
      if (seconds === 20) expect(asleep.socket.closed).toEqual({ code: 4001, reason: 'timeout' });
    }
    expect(awake.socket.closed).toBeUndefined();
    expect([awake.socket.pings, asleep.socket.pings]).toEqual([12, 3]);
    expect(awake.socket.notifications('event').at(-1)?.params).toMatchObject({
      type: 'peerLeft',
      reason: 'timeout',
    });
  });

  test('a request is a sign of life', async () => {
    const client = house().connect();
    await client.join('Ann');
    for (let seconds = 0; seconds < 60; seconds += 10) {
      await vi.advanceTimersByTimeAsync(10_000);
      await client.call('setInterest', { interest: nothing });
    }
    expect(client.socket.closed).toBeUndefined();
  });
});

describe('the end', () => {
  test('leave is answered and then closed; the others are told why', async () => {
    const { connect } = house();
    const [ann, bob] = [connect(), connect()];
    await ann.join('Ann');
    const { peerId } = await bob.join('Bob');
    const id = bob.send('leave');
    await bob.socket.until(({ closed }) => closed);
    expect(bob.socket.frames.at(-1)).toEqual({ jsonrpc: '2.0', id, result: {} });
    expect(bob.socket.closed).toEqual({ code: 4000, reason: 'left' });
    expect(ann.socket.notifications('event').at(-1)?.params).toMatchObject({
      type: 'peerLeft',
      peerId,
      reason: 'left',
    });
  });

  test('a socket that is gone takes its peer with it, and nothing is sent any more', async () => {
    const { connect, worker } = house();
    const [ann, bob] = [connect(), connect()];
    await ann.join('Ann');
    await bob.join('Bob');
    bob.session.onSocketClosed();
    bob.session.close('shutdown');
    bob.send('setInterest', { interest: nothing });
    await worker.settled();
    expect([bob.ends, bob.socket.closed, bob.answered.length]).toEqual([1, undefined, 1]);
    expect(ann.socket.notifications('event').at(-1)?.params).toMatchObject({
      type: 'peerLeft',
      reason: 'left',
    });
  });

  test('a close handshake that is never answered is cut off', async () => {
    const { socket, session } = house().connect();
    session.close('shutdown');
    expect([socket.closed, socket.terminated]).toEqual([{ code: 4005, reason: 'shutdown' }, false]);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(socket.terminated).toBe(true);
  });

  test('closed once, whoever asks how often', () => {
    const client = house().connect();
    client.session.close('protocol-error');
    client.session.close('shutdown');
    client.session.onSocketClosed();
    expect([client.ends, client.socket.closed?.reason]).toEqual([1, 'protocol-error']);
  });

  test.each(['worker.createRouter', 'router.createWebRtcTransport', 'transport.consume'])(
    'a socket that closes during a join at %s leaves nothing behind, and its requests are not done',
    async method => {
      const { connect, worker, registry } = house();
      const ann = connect();
      if (method !== 'worker.createRouter') {
        await ann.join('Ann');
        await ann.call('publish', microphone());
        await worker.settled();
      }
      const before = worker.size;
      const bob = connect();
      bob.send('join', joinParams('Bob'));
      bob.send('publish', microphone());
      await worker.waiting(method);
      bob.session.onSocketClosed();
      await worker.settled();
      expect(bob.answered).toEqual([]);
      const { length } = ann.socket.notifications('event');
      expect(length).toBe(ann.answered.length > 0 ? 1 : 0); // its own publish
      if (method === 'worker.createRouter') await vi.advanceTimersByTimeAsync(60_000);
      await worker.settled();
      expect(worker.size).toBe(before);
      expect(registry.size).toBe(ann.answered.length > 0 ? 1 : 0);
    },
  );

  test('a lost worker closes its sessions as such, once', async () => {
    const { connect, worker } = house();
    const clients = [connect(), connect()];
    for (const client of clients) await client.join('Ann');
    worker.kill();
    for (const { socket, ends } of clients) {
      expect([socket.closed, ends]).toEqual([{ code: 4002, reason: 'media-lost' }, 1]);
    }
  });

  test('no timer is left when the sessions are gone', async () => {
    const { connect, registry } = house();
    const clients = [connect(), connect()];
    await clients[0]?.join('Ann');
    for (const { session } of clients) session.onSocketClosed();
    registry.close('shutdown');
    await Promise.resolve();
    expect(vi.getTimerCount()).toBe(0);
  });
});
