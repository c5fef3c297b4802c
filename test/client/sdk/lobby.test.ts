/** Joining with what the server may ask for at the door, and the wait before it opens. */
import { afterEach, describe, expect, test, vi } from 'vitest';
import { Room } from '../../../client/sdk/room.ts';
import { fakeDevice, hello, joined } from './fake-device.ts';
import { joining, settled } from './joined-room.ts';
import { FarEnd } from './memory-socket.ts';

afterEach(() => {
  vi.useRealTimers();
});

/** Somebody who was told to wait. */
async function waiting() {
  const onWaiting = vi.fn();
  const { farEnd, joined: room } = joining({ deadline: 1_000, onWaiting });
  const outcome = room.then(
    () => 'in',
    (error: unknown) => error,
  );
  await settled(() => farEnd.sent.length === 1);
  expect(onWaiting).not.toHaveBeenCalled();
  await farEnd.signal('waiting', {});
  await farEnd.signal('waiting', {});
  expect(onWaiting).toHaveBeenCalledOnce();
  return { farEnd, room, outcome };
}

describe('in the lobby', () => {
  test('the server says now and then that it is still there, and whoever is let in is in a call like any other', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { farEnd, room } = await waiting();
    for (let times = 0; times < 20; times++) {
      await vi.advanceTimersByTimeAsync(900);
      await farEnd.signal('waiting', {});
    }
    await farEnd.answer(farEnd.last('join'), { result: joined() });
    const { end, peerId } = await room;
    expect({ end, peerId }).toEqual({ end: undefined, peerId: 'self' });
    farEnd.close(4000, 'left');
  });

  test('a server that falls silent is not waited for', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { outcome } = await waiting();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await outcome).toMatchObject({ end: { reason: 'timeout' } });
  });

  test('whoever is refused is told so, and the socket is closed', async () => {
    const { farEnd, outcome } = await waiting();
    const data = { reason: 'refused' };
    void farEnd.answer(farEnd.last('join'), { error: { code: -32020, message: 'no', data } });
    expect(await outcome).toMatchObject({ name: 'RequestError', reason: 'refused' });
    expect(farEnd.closedByClient?.word).toBe('left');
  });

  test('the end of the room is the end of waiting', async () => {
    const { farEnd, outcome } = await waiting();
    farEnd.close(4008, 'room-closed');
    expect(await outcome).toMatchObject({ end: { reason: 'room-closed' } });
  });

  test('what a moderator is told before the answer to join is not lost', async () => {
    const { farEnd, room } = await waiting();
    const cy = { waitingId: 'w1', name: 'Cy', identity: null, since: 5 };
    void farEnd.answer(farEnd.last('join'), { result: joined() });
    await farEnd.signal('lobby', { waiting: [cy] });
    expect((await room).lobby).toEqual([cy]);
    farEnd.close(4000, 'left');
  });
});

test('the deadline of a join that is not told to wait ends it', async () => {
  const { joined: room } = joining({ deadline: 30 });
  await expect(room).rejects.toMatchObject({ end: { reason: 'timeout' } });
});

test('token and passcode are in the request to join', async () => {
  const { farEnd, joined: room } = joining({ token: 'a.b.c', passcode: 'open sesame' });
  farEnd.answers = { join: () => joined() };
  await room;
  expect(farEnd.last('join').params).toMatchObject({ name: 'Ann', token: 'a.b.c', passcode: 'open sesame' });
  farEnd.close(4000, 'left');
});

test('the name may be left to the token', async () => {
  const { handlerFactory } = fakeDevice();
  const farEnd = new FarEnd();
  farEnd.answers = { join: () => joined() };
  const options = { url: 'ws://server/ws', room: 'blue', token: 'a.b.c' };
  const room = Room.join({ ...options, openSocket: farEnd.open, handlerFactory });
  farEnd.opened();
  void farEnd.signal('hello', hello());
  await room;
  expect(farEnd.last('join').params).not.toHaveProperty('name');
  farEnd.close(4000, 'left');
});

test('a preview shows the token too', async () => {
  const farEnd = new FarEnd();
  const looking = Room.preview({
    url: 'ws://server/ws',
    room: 'blue',
    token: 'a.b.c',
    openSocket: farEnd.open,
  });
  farEnd.opened();
  void farEnd.signal('hello', hello());
  await settled(() => farEnd.sent.length === 1);
  expect(farEnd.last('preview').params).toEqual({ room: 'blue', token: 'a.b.c' });
  const data = { reason: 'token-expired' };
  void farEnd.answer(farEnd.last('preview'), { error: { code: -32011, message: 'too old', data } });
  await expect(looking).rejects.toMatchObject({ reason: 'token-expired' });
});
