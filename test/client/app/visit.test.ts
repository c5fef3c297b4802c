/** From wanting to join to the call, or to why there is none: which screen for which answer of the server. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { enter } from '../../../client/app/attempts.ts';
import { wayAfter } from '../../../client/app/refusals.ts';
import type { RoomRoute } from '../../../client/app/route.ts';
import { text } from '../../../client/app/strings/index.ts';
import { keepToken, token } from '../../../client/app/token.ts';
import { enterAgain, join, visit } from '../../../client/app/visit.ts';
import { type ErrorReason, RequestError, Room, SessionEnded } from '../../../client/sdk/index.ts';
import { endBecause } from '../../../client/sdk/session-end.ts';
import { poll } from '../../support/poll.ts';
import { hello } from '../sdk/fake-device.ts';
import { joinedRoom, settled } from '../sdk/joined-room.ts';

const route: RoomRoute = { page: 'room', room: 'blue', name: 'Ann', joinAtOnce: false, videoCodec: 'VP8' };

beforeEach(() => {
  vi.stubGlobal('location', { href: 'http://server/r/blue' });
  for (const length of ['innerWidth', 'innerHeight']) vi.stubGlobal(length, 800);
  vi.stubGlobal('devicePixelRatio', 1);
  visit.value = { step: 'before' };
  token.value = undefined;
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const refusal = (reason: ErrorReason, field?: string) =>
  new RequestError('join', {
    code: 0,
    message: 'as the server says',
    data: { reason, ...(field && { field }) },
  });

test('a call that ended before the page could listen is shown as ended, with its reason', async () => {
  const { farEnd, room } = await joinedRoom();
  farEnd.close(4002, 'media-lost');
  vi.spyOn(Room, 'join').mockResolvedValue(room);
  await join(route);
  expect(visit.value).toEqual({ step: 'after', why: text.end.reasons['media-lost'], reason: 'media-lost' });
});

test('a call that ended because one was not let in again says why, in the words for the entrance', async () => {
  const { farEnd, room } = await joinedRoom();
  farEnd.close(1006);
  await poll('another socket', () => farEnd.sockets === 2);
  farEnd.opened();
  await farEnd.signal('hello', hello());
  for (const [method, reason] of [
    ['resume', 'seat-gone'],
    ['join', 'room-full'],
  ] as const) {
    delete farEnd.answers[method];
    await settled(() => farEnd.methods().includes(method));
    await farEnd.answer(farEnd.last(method), { error: { code: 0, message: 'no', data: { reason } } });
  }
  await settled(() => room.end !== undefined);
  vi.spyOn(Room, 'join').mockResolvedValue(room);
  await join(route);
  const why = text.entrance.refusals['room-full'];
  expect(visit.value).toEqual({ step: 'after', why, reason: 'room-full' });
});

test.each(['passcode-required', 'passcode-wrong'] as const)(
  'after %s the entrance asks for it, and says why',
  async reason => {
    vi.spyOn(Room, 'join').mockRejectedValue(refusal(reason));
    await join(route, '1234');
    const why = text.entrance.refusals[reason];
    expect(visit.value).toEqual({ step: 'before', problem: { why, reason } });
    expect(Room.join).toHaveBeenCalledWith(expect.objectContaining({ passcode: '1234', name: 'Ann' }));
  },
);

test.each([
  ['room-full', 'again'],
  ['room-locked', 'again'],
  ['refused', 'again'],
  ['removed', 'none'],
  ['room-expired', 'none'],
  ['token-required', 'none'],
  ['token-invalid', 'none'],
  ['token-expired', 'none'],
] as const)('after %s it is said in words, with the way on: %s', async (reason, way) => {
  vi.spyOn(Room, 'join').mockRejectedValue(refusal(reason));
  await join(route);
  expect(visit.value).toEqual({ step: 'after', why: text.entrance.refusals[reason], reason });
  expect(text.entrance.refusals[reason]).toBeTruthy();
  expect(wayAfter(reason)).toBe(way);
});

test('a token that is not even one is an invalid one; other errors are told as the server says them', async () => {
  vi.spyOn(Room, 'join').mockRejectedValue(refusal('invalid-params', 'token'));
  await join(route);
  expect(visit.value).toMatchObject({ reason: 'token-invalid' });
  vi.spyOn(Room, 'join').mockRejectedValue(refusal('unavailable'));
  enterAgain();
  await join(route);
  expect(visit.value).toMatchObject({ why: `${text.refused} join: as the server says` });
});

test('of how calls end, being in the room elsewhere can be taken back, and being removed cannot', () => {
  expect([wayAfter('replaced'), wayAfter('kicked'), wayAfter('room-closed')]).toEqual([
    'back',
    'none',
    'again',
  ]);
});

test('who waits in the lobby is told so, and may give up', async () => {
  vi.spyOn(Room, 'join').mockImplementation(({ onWaiting, signal }) => {
    onWaiting?.();
    return new Promise((_, reject) => signal?.addEventListener('abort', () => reject(new Error('aborted'))));
  });
  const done = join(route);
  await vi.waitFor(() => expect(visit.value.step).toBe('lobby'));
  if (visit.value.step === 'lobby') visit.value.cancel();
  await done;
  expect(visit.value).toEqual({ step: 'before' });
});

test('a room that is not open yet is tried again by itself, also when the network fails meanwhile', async () => {
  const { room } = await joinedRoom();
  vi.useFakeTimers();
  const attempts = vi
    .spyOn(Room, 'join')
    .mockRejectedValueOnce(refusal('room-not-open'))
    .mockRejectedValueOnce(new SessionEnded(endBecause('unreachable')))
    .mockRejectedValueOnce(refusal('rate-limited'))
    .mockResolvedValueOnce(room);
  const early = vi.fn();
  const options = { url: 'ws://server/ws', room: 'blue' };
  const entered = enter(options, new AbortController().signal, early);
  await vi.advanceTimersByTimeAsync(20_000);
  expect(await entered).toBe(room);
  expect(attempts).toHaveBeenCalledTimes(4);
  const waits = { reason: 'room-not-open', opens: null };
  expect(early.mock.calls).toEqual([[waits], [waits], [waits]]);
});

test.each(['busy', 'draining'] as const)('a server that is %s is asked again when it says', async reason => {
  vi.useFakeTimers();
  vi.spyOn(Math, 'random').mockReturnValue(0.5);
  const data = { reason, retryAfter: 8 };
  const attempts = vi
    .spyOn(Room, 'join')
    .mockRejectedValueOnce(new RequestError('join', { code: 0, message: '', data }))
    .mockRejectedValueOnce(new SessionEnded(endBecause('unreachable')))
    .mockRejectedValueOnce(refusal('room-full'));
  const done = join(route);
  await vi.advanceTimersByTimeAsync(9_999);
  expect(attempts).toHaveBeenCalledTimes(1);
  const turnedAway = { step: 'turnedAway', why: text.entrance.turnedAway[reason] };
  expect(visit.value).toMatchObject(turnedAway);
  await vi.advanceTimersByTimeAsync(1);
  expect(attempts).toHaveBeenCalledTimes(2);
  expect(visit.value).toMatchObject(turnedAway);
  await vi.advanceTimersByTimeAsync(5_000);
  await done;
  expect(visit.value).toMatchObject({ step: 'after', reason: 'room-full' });
});

test.each([refusal('rate-limited'), new SessionEnded(endBecause('unreachable'))])(
  'who does not wait yet is told at once: %s',
  async error => {
    vi.spyOn(Room, 'join').mockRejectedValue(error);
    const entered = enter({ url: 'ws://server/ws', room: 'blue' }, new AbortController().signal, () => {});
    await expect(entered).rejects.toBe(error);
  },
);

test('when it opens is said, and nobody waits longer than that; giving up leads back to the entrance', async () => {
  vi.useFakeTimers();
  const opens = Date.now() + 8_000;
  vi.spyOn(Room, 'preview').mockResolvedValue({ notBefore: opens } as never);
  const attempts = vi.spyOn(Room, 'join').mockRejectedValue(refusal('too-early'));
  const done = join(route);
  await vi.advanceTimersByTimeAsync(7_000);
  expect(visit.value).toMatchObject({ step: 'early', opens });
  expect(attempts).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(1_500);
  expect(attempts).toHaveBeenCalledTimes(2);
  if (visit.value.step === 'early') visit.value.cancel();
  await done;
  expect(visit.value).toEqual({ step: 'before' });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(attempts).toHaveBeenCalledTimes(2);
});

test('every attempt brings the token as it is then', async () => {
  vi.stubGlobal('sessionStorage', { getItem: () => null, setItem: () => {} });
  keepToken('blue', 'a.b.c');
  vi.spyOn(Room, 'join').mockRejectedValue(refusal('room-full'));
  await join(route);
  keepToken('blue', 'd.e.f');
  await join(route);
  expect(vi.mocked(Room.join).mock.calls.map(([options]) => options.token)).toEqual(['a.b.c', 'd.e.f']);
});

test('a guest whose token is too old comes in as a new one, an invitation that is too old does not', async () => {
  vi.stubGlobal('sessionStorage', { getItem: () => null, setItem: () => {}, removeItem: () => {} });
  const { room } = await joinedRoom();
  const options = { url: 'ws://server/ws', room: 'blue' };
  const bearing = (claims: object) => keepToken('blue', `e30.${btoa(JSON.stringify(claims))}.c`);
  vi.spyOn(Room, 'join').mockRejectedValueOnce(refusal('token-expired', 'token')).mockResolvedValueOnce(room);
  bearing({ guest: true });
  expect(await enter(options, new AbortController().signal, () => {})).toBe(room);
  expect(vi.mocked(Room.join).mock.calls.at(-1)).toEqual([options]);
  vi.mocked(Room.join).mockRejectedValueOnce(refusal('token-expired', 'token'));
  bearing({ name: 'Ann' });
  await join(route);
  expect(visit.value).toMatchObject({ step: 'after', reason: 'token-expired' });
});
