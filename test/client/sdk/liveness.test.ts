import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { SessionEnd } from '../../../client/sdk/session-end.ts';
import { joinedRoom } from './joined-room.ts';
import type { FarEnd } from './memory-socket.ts';

const interest = { audio: 'all' as const, video: [], otherVideo: { width: 640, height: 368 } };
let window: EventTarget;
let server: FarEnd | undefined;
let page: { visibilityState: string };

beforeEach(() => {
  // Turns of the event loop stay real: the in-memory socket delivers by them.
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  window = new EventTarget();
  page = { visibilityState: 'visible' };
  vi.stubGlobal('document', page);
  for (const method of ['addEventListener', 'removeEventListener'] as const) {
    vi.stubGlobal(method, window[method].bind(window));
  }
});
afterEach(() => {
  server?.close(4000, 'left'); // what is still on its way must not reach the next test
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** Alone in a room, with nothing published and nothing to receive: no transport is in use. */
async function alone() {
  const { farEnd, room } = await joinedRoom();
  server = farEnd;
  const ends: SessionEnd[] = [];
  room.on('ended', end => ends.push(end));
  room.setInterest(interest);
  await vi.advanceTimersByTimeAsync(0);
  const asked = () => farEnd.sent.filter(({ method }) => method === 'setInterest').length - 1;
  return { farEnd, room, ends, asked };
}

describe('a server that says nothing', () => {
  test('for 15 s is asked with what changes nothing: the interest it has', async () => {
    const { farEnd, room, asked } = await alone();
    await vi.advanceTimersByTimeAsync(14_900);
    expect(asked()).toBe(0);
    await vi.advanceTimersByTimeAsync(200);
    expect(asked()).toBe(1);
    expect(farEnd.last('setInterest').params).toEqual({ interest });
    expect(room.end).toBeUndefined();
  });

  test('not even when asked has lost its socket, and when the call ends no timer is left', async () => {
    const { farEnd, room, ends, asked } = await alone();
    farEnd.answers = {};
    await vi.advanceTimersByTimeAsync(19_900);
    expect(room.connection).toBe('connected');
    await vi.advanceTimersByTimeAsync(200);
    expect(asked()).toBe(1);
    expect([room.connection, ends]).toEqual(['reconnecting', []]);
    room.leave();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(ends).toMatchObject([{ reason: 'left' }]);
    await vi.advanceTimersByTimeAsync(0);
    window.dispatchEvent(new Event('online'));
    expect(vi.getTimerCount()).toBe(0);
    expect(asked()).toBe(1);
  });
});

test('whatever comes from the server is a sign of life', async () => {
  const { farEnd, asked } = await alone();
  for (let times = 0; times < 4; times += 1) {
    await vi.advanceTimersByTimeAsync(10_000);
    await farEnd.signal('speakers', { dominant: null, levels: [] });
  }
  expect(asked()).toBe(0);
});

test.each(['online', 'visibilitychange'])('%s asks at once, and only once at a time', async name => {
  const { farEnd, asked } = await alone();
  farEnd.answers = {};
  window.dispatchEvent(new Event(name));
  window.dispatchEvent(new Event(name));
  expect(asked()).toBe(1);
});

test('another network is one in which the old socket has two seconds to show that it lives', async () => {
  const information = new EventTarget();
  vi.stubGlobal('navigator', { connection: information });
  const { farEnd, room, asked } = await alone();
  information.dispatchEvent(new Event('change'));
  await vi.advanceTimersByTimeAsync(3_000);
  expect([asked(), room.connection]).toEqual([1, 'connected']);
  farEnd.answers = {};
  information.dispatchEvent(new Event('change'));
  await vi.advanceTimersByTimeAsync(1_900);
  expect(room.connection).toBe('connected');
  await vi.advanceTimersByTimeAsync(200);
  expect(room.connection).toBe('reconnecting');
});

test('a page that goes out of sight asks nothing', async () => {
  const { asked } = await alone();
  page.visibilityState = 'hidden';
  window.dispatchEvent(new Event('visibilitychange'));
  expect(asked()).toBe(0);
});
