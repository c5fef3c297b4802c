import { describe, expect, test, vi } from 'vitest';
import { usualEdgeLimits } from '../../server/limits.ts';
import { camera, microphone } from '../support/media.ts';
import { nothing } from '../support/open-room.ts';

import { house, isAnswer, joinParams, ownTime, reasonOf } from './house.ts';

ownTime();

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

  test('a steady flood ends it too, although tokens come back meanwhile', async () => {
    const client = house().connect();
    await client.join('Ann');
    for (let times = 0; times < 2_000 && !client.session.closed; times += 1) {
      client.send('setInterest', { interest: nothing });
      vi.advanceTimersByTime(10); // 100 per second
    }
    expect(client.socket.closed).toEqual({ code: 4004, reason: 'protocol-error' });
  });

  test('a reader that falls behind misses who speaks, and nothing else', async () => {
    const { connect, worker, routers } = house();
    const [ann, bob] = [connect(), connect()];
    await ann.join('Ann');
    await bob.join('Bob');
    await ann.call('publish', microphone());
    await worker.settled();
    const speak = () => {
      const [router] = routers;
      router?.levelObserver?.report(Object.fromEntries([...router.producers.keys()].map(id => [id, -30])));
    };
    speak();
    bob.socket.bufferedAmount = usualEdgeLimits.unreadDropBytes + 1;
    speak();
    await ann.call('publish', camera());
    await worker.settled();
    bob.socket.bufferedAmount = 0;
    speak();
    expect(ann.socket.notifications('speakers')).toHaveLength(3);
    expect(bob.socket.notifications('speakers')).toHaveLength(2);
    expect(bob.socket.notifications('event')).toHaveLength(2);
    expect(bob.socket.notifications('consumersAdded')).toHaveLength(2);
  });

  test('a reader that does not keep up loses signals that can be lost, then the session', async () => {
    const { connect, worker } = house();
    const [ann, bob] = [connect(), connect()];
    await ann.join('Ann');
    await bob.join('Bob');
    const room = bob.socket;
    room.stalled = true;
    for (
      let times = 0;
      room.bufferedAmount <= usualEdgeLimits.unreadCloseBytes && times < 40_000;
      times += 1
    ) {
      vi.advanceTimersByTime(300);
      bob.session.onPong('');
      ann.session.onPong('');
      const producerId = microphone().producerId;
      await ann.call('publish', microphone({ producerId }));
      await ann.call('unpublish', { producerId });
    }
    expect(room.closed).toEqual({ code: 4003, reason: 'slow-client' });
    const { length } = room.frames;
    for (let seconds = 0; seconds < 30; seconds += 5) {
      await vi.advanceTimersByTimeAsync(5_000); // until its seat is given up
      ann.session.onPong('');
    }
    await ann.socket.until(({ frames }) =>
      frames.find(frame => 'method' in frame && JSON.stringify(frame.params).includes('slow-client')),
    );
    await worker.settled();
    expect(room.frames).toHaveLength(length);
  }, 30_000);
});

describe('silence', () => {
  test('the server pings; who answers lives, who does not is closed', async () => {
    const { connect } = house();
    const [awake, asleep] = [connect(), connect()];
    await awake.join('Ann');
    await asleep.join('Bob');
    for (let seconds = 5; seconds <= 60; seconds += 5) {
      await vi.advanceTimersByTimeAsync(5_000);
      awake.session.onPong('');
      if (seconds === 10) expect(asleep.socket.closed).toBeUndefined();
      if (seconds === 20) expect(asleep.socket.closed).toEqual({ code: 4001, reason: 'timeout' });
    }
    expect(awake.socket.closed).toBeUndefined();
    expect([awake.socket.pinged.length, asleep.socket.pinged.length]).toEqual([12, 2]);
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
