import { describe, expect, test, vi } from 'vitest';
import { microphone } from '../support/media.ts';
import { nothing } from '../support/open-room.ts';

import { house, joinParams, ownTime } from './house.ts';

ownTime();

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
    bob.session.onSocketClosed(1000);
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
    client.session.onSocketClosed(1000);
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
      bob.send('join', { ...joinParams('Bob'), room: 'garden' });
      await worker.waiting(method);
      bob.session.onSocketClosed(1000);
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

  test('a lost worker without a successor closes its sessions as such, once', async () => {
    const { connect, worker } = house();
    const clients = [connect(), connect()];
    for (const client of clients) await client.join('Ann');
    worker.kill();
    await worker.settled();
    for (const { socket, ends } of clients) {
      expect([socket.closed, ends]).toEqual([{ code: 4002, reason: 'media-lost' }, 1]);
    }
  });

  test('no timer is left when the sessions are gone', async () => {
    const { connect, registry } = house();
    const clients = [connect(), connect()];
    await clients[0]?.join('Ann');
    for (const { session } of clients) session.onSocketClosed(1000);
    registry.close('shutdown');
    await Promise.resolve();
    expect(vi.getTimerCount()).toBe(0);
  });
});
