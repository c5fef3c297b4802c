import { describe, expect, test } from 'vitest';
import { camera, microphone, oneStream } from '../support/media.ts';
import { nothing } from '../support/open-room.ts';

import { house, isAnswer, joinParams, ownTime, reasonOf } from './house.ts';

ownTime();

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
