import { describe, expect, test, vi } from 'vitest';
import { applyEvent } from '#protocol/fold.ts';
import type { ResultFrame } from '#protocol/jsonrpc.ts';
import type { Result } from '#protocol/methods.ts';
import type { RoomEvent, RoomState } from '#protocol/room-state.ts';
import { limits } from '../../server/limits.ts';
import { camera, microphone, receivesAll } from '../support/media.ts';

import { type Client, house, isAnswer, joinParams, ownTime, reasonOf } from './house.ts';

ownTime();

describe('connecting and joining', () => {
  test('hello comes first and says what a client must know', () => {
    const { socket } = house().connect();
    expect(socket.frames).toEqual([
      {
        jsonrpc: '2.0',
        method: 'hello',
        params: { server: 'plenum/test', routerRtpCapabilities: receivesAll, limits },
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

  test.each([
    ['name', 64],
    ['room', 128],
  ])('a %s that normalisation makes too long is refused', async (field, length) => {
    const client = house().connect();
    const growing = '\u{1d160}'.repeat(length); // three code points each in NFC
    const answer = await client.answer(client.send('join', { ...joinParams('Ann'), [field]: growing }));
    expect(answer).toMatchObject({ error: { data: { reason: 'invalid-params', field } } });
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

// A join ends over several turns of the microtask queue: something else may happen between any two of them.
describe.each(Array.from({ length: 12 }, (_, index) => index))('%i turns after a peer was let in', turns => {
  async function bobJustLetIn() {
    const { connect, worker } = house();
    const [ann, bob, cleo] = [connect(), connect(), connect()];
    const { state } = await ann.join('Ann');
    await cleo.join('Cleo');
    await worker.settled();
    const size = worker.size;
    const id = bob.send('join', joinParams('Bob'));
    await ann.socket.until(({ frames }) => frames.find(frame => JSON.stringify(frame).includes('Bob')));
    for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
    return { ann, bob, cleo, id, worker, size, state };
  }
  const fold = (from: RoomState, { socket }: Client) =>
    socket.notifications('event').reduce((state, { params }) => applyEvent(state, params as RoomEvent), from);

  test('somebody leaves: the newcomer has neither a gap nor a ghost', async () => {
    const { ann, bob, cleo, id, worker, state } = await bobJustLetIn();
    cleo.session.onSocketClosed(1000);
    const answer = await bob.answer(id);
    await worker.settled();
    if (!('result' in answer)) throw new Error('Bob did not get in');
    const joined = answer.result as Result<'join'>;
    expect(fold(joined.state, bob)).toEqual(fold(state, ann));
    expect(Object.values(fold(joined.state, bob).peers).map(({ name }) => name)).toEqual(['Ann', 'Bob']);
  });

  test('its socket closes: it is gone for everybody, with all it had', async () => {
    const { ann, bob, worker, size, state } = await bobJustLetIn();
    bob.session.onSocketClosed(1000);
    await worker.settled();
    expect(worker.size).toBe(size);
    expect(Object.values(fold(state, ann).peers).map(({ name }) => name)).toEqual(['Ann', 'Cleo']);
  });

  test('the worker dies: it is told, by an answer or by the close', async () => {
    const { bob, id, worker } = await bobJustLetIn();
    worker.kill();
    await worker.settled();
    const answer = bob.socket.frames.filter(isAnswer).find(frame => frame.id === id);
    const refused = answer !== undefined && reasonOf(answer) === 'unavailable';
    expect(refused || bob.socket.closed?.reason === 'media-lost').toBe(true);
  });
});
