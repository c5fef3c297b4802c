/** Whose seat is gone joins anew by itself: with what, when, what becomes of the room, and what ends it. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Consumer } from '#protocol/media.ts';
import type { Params, Result } from '#protocol/methods.ts';
import type { JoinOptions } from '../../../client/sdk/join-options.ts';
import { aGrant, aPeer, aRoom } from '../../support/room-state.ts';
import { consumer, fakeTrack, hello, joined, media } from './fake-device.ts';
import { joinedRoom, quiet, settled } from './joined-room.ts';

const broken = 1006;

beforeEach(() => {
  // Turns of the event loop stay real: the in-memory socket delivers by them.
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'Date'] });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const refusal = (reason: string, more = {}) => ({
  error: { code: -32000, message: reason, data: { reason, ...more } },
});
const tokenOf = (claims: object) => `x.${btoa(JSON.stringify(claims))}.x`;

/** As the one of before, in a room that has begun anew. */
function anew(consumers: Consumer[] = [], other: Partial<Result<'join'>> = {}): Result<'join'> {
  const state = aRoom({ seq: 1, peers: [aPeer({ peerId: 'self again', name: 'Ann' })] });
  const { media: made, ...rest } = joined([], { peerId: 'self again', resumeToken: 'C'.repeat(43), state });
  return { ...rest, media: { ...made, ...media(consumers) }, ...other };
}

/** A call, what it tells of its connection, and a server that can be met again. */
async function call(options: Partial<JoinOptions> = {}, consumers = [consumer('bob', 'microphone')]) {
  const { farEnd, room } = await joinedRoom(consumers, {}, options);
  const told: string[] = [];
  room.on('connection', (state, lost) => told.push(lost ? `${state} ${lost.reason}` : state));
  room.on('rejoined', ({ peerId, previousPeerId }) => told.push(`${previousPeerId} is ${peerId}`));
  room.on('waiting', () => told.push('waiting'));
  room.on('ended', ({ reason }) => told.push(`ended ${reason}`));
  await settled(() => room.remoteTracks.size === consumers.length);
  delete farEnd.answers.join;
  /** The next socket opens, and its server has no seat. Resolves when it has been asked to let somebody in. */
  const meet = async (greeting = hello(), pause = 0) => {
    const joins = () => farEnd.methods().filter(method => method === 'join').length;
    const before = joins();
    const resumes = farEnd.methods().filter(method => method === 'resume').length;
    await vi.advanceTimersByTimeAsync(pause);
    farEnd.opened();
    await farEnd.signal('hello', greeting);
    await quiet();
    if (farEnd.methods().filter(method => method === 'resume').length > resumes) {
      await farEnd.answer(farEnd.last('resume'), refusal('seat-gone'));
    }
    await settled(() => joins() > before);
  };
  const letIn = async (answer = anew()) => {
    await farEnd.answer(farEnd.last('join'), { result: answer });
    await quiet();
  };
  const refuse = async (reason: string, more = {}) => {
    await farEnd.answer(farEnd.last('join'), refusal(reason, more));
    await quiet();
  };
  return { farEnd, room, told, meet, letIn, refuse };
}

describe('whose seat is gone', () => {
  test('joins anew on the same socket, and the call goes on', async () => {
    const { farEnd, room, told, meet, letIn } = await call({ passcode: 'please', data: false });
    room.setInterest({ audio: [], video: [], otherVideo: null });
    await quiet();
    const { sockets } = farEnd;
    const { rtpCapabilities } = farEnd.last('join').params as Params<'join'>;
    farEnd.close(4005, 'shutdown');
    await meet();
    expect(farEnd.sockets).toBe(sockets + 1);
    expect(farEnd.last('join').params).toEqual({
      room: 'blue',
      name: 'Ann',
      passcode: 'please',
      rtpCapabilities,
      interest: { audio: [], video: [], otherVideo: null },
      data: false,
    });
    await letIn();
    expect(told).toEqual(['reconnecting shutdown', 'self is self again', 'connected']);
    expect([room.peerId, Object.keys(room.state.peers)]).toEqual(['self again', ['self again']]);
    expect(room.end).toBeUndefined();
  });

  test('has a seat again, to resume', async () => {
    const { farEnd, meet, letIn } = await call();
    farEnd.close(broken);
    await meet();
    await letIn();
    farEnd.close(broken);
    await vi.advanceTimersByTimeAsync(0);
    farEnd.opened();
    await farEnd.signal('hello', hello());
    await quiet();
    expect(farEnd.last('resume').params).toEqual({ resumeToken: 'C'.repeat(43), seq: 1 });
  });

  test('gets what others publish anew, and loses what came before', async () => {
    const { farEnd, room, meet, letIn } = await call();
    const [before] = [...room.remoteTracks.values()];
    farEnd.close(broken);
    await meet();
    await letIn(anew([consumer('bob again', 'microphone')]));
    await settled(() => room.remoteTracks.size === 1);
    expect([...room.remoteTracks.values()].map(({ peerId }) => peerId)).toEqual(['bob again']);
    expect(before?.track.readyState).toBe('ended');
  });

  test('publishes what it did, under the same id, muted or not as the person said last', async () => {
    const { farEnd, room, meet, letIn } = await call();
    const [voice, face] = [fakeTrack('audio'), fakeTrack('video')];
    await room.publish(voice, { source: 'microphone' });
    await room.publish(face, { source: 'camera', paused: true });
    await quiet();
    const publishes = () =>
      farEnd.sent
        .filter(({ method }) => method === 'publish')
        .map(({ params }) => params as Params<'publish'>)
        .map(({ producerId, source, paused }) => ({ producerId, source, paused }));
    const [microphone, camera] = publishes();
    farEnd.close(broken);
    room.pause('microphone');
    room.resume('camera');
    await meet();
    await letIn();
    await settled(() => publishes().length === 4);
    expect(publishes().slice(2)).toEqual([
      { ...microphone, paused: true },
      { ...camera, paused: false },
    ]);
    expect(farEnd.methods().filter(method => /^(pause|resume)Producer$/.test(method))).toEqual([]);
    expect([voice.readyState, face.readyState]).toEqual(['live', 'live']);
  });

  test('and was muted by a moderator stays muted', async () => {
    const { farEnd, room, meet, letIn } = await call();
    await room.publish(fakeTrack('audio'), { source: 'microphone' });
    await settled(() => farEnd.methods().includes('publish'));
    const { producerId } = farEnd.last('publish').params as Params<'publish'>;
    const about = { at: 0, peerId: 'self' };
    const producer = { producerId, source: 'microphone', paused: false } as const;
    await farEnd.signal('event', { ...about, type: 'producerAdded', seq: 2, producer });
    await farEnd.signal('event', { ...about, type: 'producerPaused', seq: 3, producerId, by: 'mod' });
    farEnd.close(broken);
    await meet();
    await letIn();
    const published = () => farEnd.methods().filter(method => method === 'publish').length;
    await settled(() => published() === 2);
    expect(farEnd.last('publish').params).toMatchObject({ producerId, paused: true });
  });

  test('is told what it may do now, and that nobody waits as far as is known', async () => {
    const { farEnd, room, meet, letIn } = await call();
    await farEnd.signal('grant', { grant: aGrant({ moderator: true }) });
    await farEnd.signal('lobby', { waiting: [{ waitingId: 'w', name: 'Cleo', identity: null, since: 0 }] });
    farEnd.close(broken);
    await meet();
    await letIn();
    expect([room.grant.moderator, room.lobby]).toEqual([false, []]);
  });

  test('joins with the latest token', async () => {
    const { farEnd, room, meet } = await call({ token: 'first' });
    await farEnd.signal('token', { token: 'second', expires: 0 });
    farEnd.close(broken);
    await meet();
    expect(farEnd.last('join').params).toMatchObject({ token: 'second' });
    expect(room.token).toBe('second');
  });

  test('hears what came behind the answer after it', async () => {
    const { farEnd, room, meet } = await call();
    farEnd.close(broken);
    await meet();
    await farEnd.answer(farEnd.last('join'), { result: anew() });
    farEnd.signalNow('event', { type: 'handRaised', seq: 2, at: 0, peerId: 'self again' });
    await quiet();
    expect([room.state.seq, room.connection]).toEqual([2, 'connected']);
  });

  test('asks a server of another version with a device for that', async () => {
    const { farEnd, room, told, meet, letIn } = await call();
    await room.publish(fakeTrack('video'), { source: 'camera' });
    farEnd.close(broken);
    const other = hello();
    const codecs = other.routerRtpCapabilities.codecs?.filter(({ kind }) => kind === 'audio') ?? [];
    await meet({ ...other, routerRtpCapabilities: { ...other.routerRtpCapabilities, codecs } });
    const { rtpCapabilities } = farEnd.last('join').params as Params<'join'>;
    expect(new Set(rtpCapabilities.codecs?.map(({ kind }) => kind))).toEqual(new Set(['audio']));
    const failed: string[] = [];
    room.on('publishFailed', source => failed.push(source));
    await letIn();
    await settled(() => failed.length > 0);
    expect([failed, told.at(-1)]).toEqual([['camera'], 'connected']);
  });

  test('says goodbye where it is left while it asks to come in', async () => {
    const { farEnd, room, told, meet } = await call();
    farEnd.close(broken);
    await meet();
    room.leave();
    await vi.advanceTimersByTimeAsync(1_000);
    expect([farEnd.closedByClient, told.at(-1)]).toEqual([{ code: 4000, word: 'left' }, 'ended left']);
    await vi.advanceTimersByTimeAsync(0);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('what is asked for meanwhile', () => {
  test('is done if it is about oneself or the room, and refused if it is about what is gone', async () => {
    const { farEnd, room, meet, letIn } = await call();
    for (const method of ['sendChat', 'setHand'] as const) farEnd.answers[method] = () => ({});
    await room.publish(fakeTrack('audio'), { source: 'microphone' });
    await quiet();
    farEnd.close(broken);
    const chat = room.sendChat('still here');
    const hand = room.setHand(true);
    const mute = room.moderation.mute('their microphone');
    mute.catch(() => {});
    room.setInterest({ audio: [], video: [], otherVideo: null });
    room.pause('microphone');
    const errors: unknown[] = [];
    room.on('error', error => errors.push(error));
    const before = farEnd.sent.length;
    await meet();
    await letIn();
    await Promise.all([chat, hand]);
    await expect(mute).rejects.toMatchObject({ reason: 'unavailable' });
    const sent = farEnd.sent.slice(before).map(({ method }) => method);
    expect(sent.slice(0, 5)).toEqual(['resume', 'join', 'sendChat', 'setHand', 'setInterest']);
    expect(sent).not.toContain('pauseProducer');
    expect(errors).toEqual([]);
  });
});

describe('who is not let in at once', () => {
  test.each(['busy', 'draining', 'unavailable', 'rate-limited', 'internal-error', 'room-not-open'])(
    'as %s tries again',
    async reason => {
      const { farEnd, told, meet, letIn, refuse } = await call();
      farEnd.close(broken);
      await meet();
      await refuse(reason);
      await meet(hello(), 300);
      // The server has said that the seat is gone: once is enough.
      expect(farEnd.methods().filter(method => method === 'resume')).toHaveLength(1);
      await letIn();
      expect(told.at(-1)).toBe('connected');
    },
  );

  test('does not try again before the server wants it, however much hurry there is', async () => {
    const window = new EventTarget();
    vi.stubGlobal('addEventListener', window.addEventListener.bind(window));
    const { farEnd, meet, refuse } = await call();
    farEnd.close(broken);
    await meet();
    await refuse('busy', { retryAfter: 9 });
    const { sockets } = farEnd;
    await vi.advanceTimersByTimeAsync(8_900);
    window.dispatchEvent(new Event('online'));
    await vi.advanceTimersByTimeAsync(0);
    expect(farEnd.sockets).toBe(sockets);
    await vi.advanceTimersByTimeAsync(1_200);
    expect(farEnd.sockets).toBe(sockets + 1);
  });

  test.each(['token-expired', 'removed', 'room-full', 'passcode-wrong', 'refused'])(
    'as %s is told so in the end',
    async reason => {
      const { farEnd, told, room, meet, refuse } = await call({ token: tokenOf({ name: 'Ann' }) });
      farEnd.close(broken);
      await meet();
      await refuse(reason);
      expect(told).toEqual(['reconnecting lost', `ended ${reason}`]);
      expect(room.end?.sentence).not.toBe('');
      await vi.advanceTimersByTimeAsync(0);
      expect(vi.getTimerCount()).toBe(0);
    },
  );

  test('because the server has forgotten the token that it gave to a guest, comes without', async () => {
    const { farEnd, room, told, meet, letIn } = await call();
    const token = tokenOf({ name: 'Ann', guest: true });
    await farEnd.signal('token', { token, expires: 0 });
    farEnd.close(broken);
    await meet();
    expect(farEnd.last('join').params).toMatchObject({ token });
    await farEnd.answer(farEnd.last('join'), refusal('token-invalid'));
    await quiet();
    expect(farEnd.last('join').params).not.toHaveProperty('token');
    await letIn();
    expect([told.at(-1), room.token]).toEqual(['connected', undefined]);
  });

  test('because its token is none of this server ends with that', async () => {
    const { farEnd, told, meet, refuse } = await call({ token: tokenOf({ name: 'Ann' }) });
    farEnd.close(broken);
    await meet();
    await refuse('token-invalid');
    expect(told.at(-1)).toBe('ended token-invalid');
  });

  test('but waits in the lobby, is told so, and waits as long as it takes', async () => {
    const onWaiting = vi.fn();
    const { farEnd, told, meet, letIn } = await call({ onWaiting });
    farEnd.close(broken);
    await meet();
    for (let times = 0; times < 30; times += 1) {
      await farEnd.signal('waiting', {});
      await vi.advanceTimersByTimeAsync(5_000);
    }
    await letIn();
    expect(told.filter(each => each !== 'waiting')).toEqual([
      'reconnecting lost',
      'self is self again',
      'connected',
    ]);
    expect(told.filter(each => each === 'waiting')).toHaveLength(30);
    expect(onWaiting).not.toHaveBeenCalled();
  });

  test('and hears nothing any more of the lobby is not stuck there', async () => {
    const { farEnd, told, meet, letIn } = await call();
    farEnd.close(broken);
    await meet();
    await farEnd.signal('waiting', {});
    await vi.advanceTimersByTimeAsync(15_000);
    await meet(hello(), 2_000);
    await letIn();
    expect(told.at(-1)).toBe('connected');
  });
});

describe('giving up', () => {
  /** Sockets fail until the time is over. */
  async function failFor(farEnd: { close(code: number): void }, seconds: number) {
    for (let passed = 0; passed < seconds; passed += 1) {
      await vi.advanceTimersByTimeAsync(1_000);
      farEnd.close(broken);
    }
  }

  function stubWindow(): EventTarget {
    const window = new EventTarget();
    for (const method of ['addEventListener', 'removeEventListener'] as const) {
      vi.stubGlobal(method, window[method].bind(window));
    }
    return window;
  }

  test('is put off by a quarter of a minute where the network is said to be back', async () => {
    const window = stubWindow();
    const { farEnd, room } = await call();
    farEnd.close(broken);
    await failFor(farEnd, 48);
    window.dispatchEvent(new Event('online'));
    await failFor(farEnd, 13);
    expect(room.end).toBeUndefined();
    await failFor(farEnd, 15);
    expect(room.end?.reason).toBe('lost');
  });

  test('is put off for a machine that slept since the last attempt', async () => {
    const { farEnd, room, meet, letIn } = await call();
    farEnd.close(broken);
    await vi.advanceTimersByTimeAsync(0);
    // All that the night does: time passes, and no timer runs.
    const { now } = performance;
    vi.spyOn(performance, 'now').mockImplementation(() => now.call(performance) + 8 * 3_600_000);
    farEnd.close(broken);
    await quiet();
    expect(room.end).toBeUndefined();
    await meet(hello(), 300);
    await letIn();
    expect(room.connection).toBe('connected');
  });

  test.each(['resume', 'pageshow'])('a page that is told of its waking by %s asks at once', async type => {
    const window = stubWindow();
    const { farEnd, room } = await call();
    await quiet();
    delete farEnd.answers.setInterest;
    window.dispatchEvent(Object.assign(new Event(type), { persisted: true }));
    expect(farEnd.methods().at(-1)).toBe('setInterest');
    await vi.advanceTimersByTimeAsync(2_000);
    expect(room.connection).toBe('reconnecting');
  });

  test('a page whose timers came late asks at once, and another does not', async () => {
    const { farEnd } = await call();
    const asked = () => farEnd.methods().filter(method => method === 'setInterest').length;
    await vi.advanceTimersByTimeAsync(10_000);
    expect(asked()).toBe(0);
    vi.setSystemTime(Date.now() + 12_000);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(asked()).toBe(1);
  });
});
