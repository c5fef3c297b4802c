import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Result } from '#protocol/methods.ts';
import type { RoomEvent } from '#protocol/room-state.ts';
import { aGrant, aPeer, aRoom } from '../../support/room-state.ts';
import { consumer, fakeTrack, hello } from './fake-device.ts';
import { joinedRoom, quiet, settled } from './joined-room.ts';
import type { FarEnd } from './memory-socket.ts';

const messageId = '00000000-0000-4000-8000-000000000000';
const broken = 1006;

beforeEach(() => {
  // Turns of the event loop stay real: the in-memory socket delivers by them.
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** What the server says to who comes back as the one it is. */
function resumed(other: Partial<Result<'resume'>> = {}): Result<'resume'> {
  const seat = { resumeToken: 'B'.repeat(43), seatSeconds: 30, iceServers: [] };
  return {
    peerId: 'self',
    grant: aGrant(),
    ...seat,
    events: [],
    media: { generation: 1, consumers: [] },
    ...other,
  };
}

/** A call whose server answers to `resume` as told, if at all; what the room tells of its connection. */
async function call(consumers = [consumer('bob', 'microphone')]) {
  const { farEnd, room } = await joinedRoom(consumers);
  const told: string[] = [];
  room.on('connection', state => told.push(state));
  room.on('ended', ({ reason }) => told.push(`ended ${reason}`));
  await settled(() => room.remoteTracks.size === consumers.length);
  const comeBack = async (
    answer = resumed({
      media: { generation: 1, consumers: consumers.map(each => ({ ...each, started: true })) },
    }),
  ) => {
    farEnd.answers.resume = () => answer;
    await vi.advanceTimersByTimeAsync(0);
    await welcome(farEnd);
    await settled(() => farEnd.methods().includes('resume'));
    await quiet();
  };
  return { farEnd, room, told, consumers, comeBack };
}

async function welcome(farEnd: FarEnd) {
  farEnd.opened();
  await farEnd.signal('hello', hello());
}

const refusal = (reason: string) => ({ error: { code: -32000, message: reason, data: { reason } } });

describe('a socket that is lost', () => {
  test('is replaced by another, on which the seat is resumed, and media go on', async () => {
    const { farEnd, room, told, comeBack } = await call();
    const track = [...room.remoteTracks.values()][0]?.track;
    farEnd.close(broken);
    expect([room.connection, told, room.end]).toEqual(['reconnecting', ['reconnecting'], undefined]);
    await comeBack();
    expect(farEnd.last('resume').params).toEqual({ resumeToken: 'A'.repeat(43), seq: 1 });
    expect([room.connection, told]).toEqual(['connected', ['reconnecting', 'connected']]);
    expect(track?.readyState).toBe('live');
    expect([...room.remoteTracks.values()][0]?.track).toBe(track);
    farEnd.close(broken);
    await comeBack();
    expect(farEnd.last('resume').params).toMatchObject({ resumeToken: 'B'.repeat(43) });
  });

  test('is tried again after 0, 0.3, 1.2, 2.7, 4.8 and 7 s, with up to a second by chance', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0.5);
    const { farEnd, told } = await call();
    let opened = 0;
    farEnd.close(broken);
    const pauses = [];
    let waited = 0;
    for (let at = 0; at <= 45_000 && pauses.length < 7; at += 100) {
      const before = farEnd.sockets;
      await vi.advanceTimersByTimeAsync(at === 0 ? 0 : 100);
      waited += at === 0 ? 0 : 100;
      if (farEnd.sockets === before) continue;
      pauses.push(waited);
      waited = 0;
      opened += 1;
      farEnd.close(broken);
    }
    expect(pauses).toEqual([0, 300, 1_700, 3_200, 5_300, 7_500, 7_500]);
    expect([opened, told]).toEqual([7, ['reconnecting']]);
  });

  test('is tried at once when the network is back', async () => {
    const window = new EventTarget();
    for (const method of ['addEventListener', 'removeEventListener'] as const) {
      vi.stubGlobal(method, window[method].bind(window));
    }
    const { farEnd, comeBack, room } = await call();
    farEnd.close(broken);
    for (let times = 0; times < 5; times += 1) {
      await vi.advanceTimersByTimeAsync(6_000);
      farEnd.close(broken);
    }
    window.dispatchEvent(new Event('online'));
    await comeBack();
    expect(room.connection).toBe('connected');
  });

  test('is given up with the reason for which the peer was ended', async () => {
    const { farEnd, told } = await call();
    farEnd.close(broken);
    await vi.advanceTimersByTimeAsync(0);
    await welcome(farEnd);
    await settled(() => farEnd.methods().includes('resume'));
    farEnd.close(4006, 'kicked');
    await quiet();
    expect(told).toEqual(['reconnecting', 'ended kicked']);
  });

  test('is given up when the seat cannot be there any more, and not before', async () => {
    const { farEnd, room } = await call();
    farEnd.close(broken);
    for (let seconds = 0; seconds < 50; seconds += 1) {
      await vi.advanceTimersByTimeAsync(1_000);
      farEnd.close(broken);
    }
    expect(room.end).toBeUndefined();
    for (let seconds = 0; seconds < 10; seconds += 1) {
      await vi.advanceTimersByTimeAsync(1_000);
      farEnd.close(broken);
    }
    expect(room.end?.reason).toBe('lost');
  });

  test.each(['rate-limited', 'unavailable'])('is tried again when the server refuses as %s', async reason => {
    const { farEnd, room, comeBack } = await call();
    farEnd.close(broken);
    await vi.advanceTimersByTimeAsync(0);
    await welcome(farEnd);
    await settled(() => farEnd.methods().includes('resume'));
    await farEnd.answer(farEnd.last('resume'), refusal(reason));
    await quiet();
    await vi.advanceTimersByTimeAsync(300);
    await comeBack();
    expect(room.connection).toBe('connected');
  });

  test.each([
    [4001, 'timeout'],
    [4003, 'slow-client'],
    [4005, 'shutdown'],
    [1001, 'lost'],
  ])('is one when the server closes with %i', async (code, word) => {
    const { farEnd, room } = await call();
    farEnd.close(code, word);
    expect(room.connection).toBe('reconnecting');
  });

  test.each([
    [4009, 'resumed'],
    [4004, 'protocol-error'],
    [4008, 'room-closed'],
    [4100, 'novelty'],
  ])('is none when it closes with %i', async (code, word) => {
    const { farEnd, room } = await call();
    farEnd.close(code, word);
    expect(room.end?.code).toBe(code);
  });

  test('can be left alone: leaving while there is none ends at once', async () => {
    const { farEnd, room, told } = await call();
    farEnd.close(broken);
    room.leave();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(told).toEqual(['reconnecting', 'ended left']);
    await vi.advanceTimersByTimeAsync(0);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('what happened meanwhile', () => {
  test('is told in order, before what follows', async () => {
    const { farEnd, room, consumers } = await call();
    const heard: string[] = [];
    room.on('chatSent', ({ text }) => heard.push(text));
    farEnd.close(broken);
    const said = (text: string, seq: number): RoomEvent => {
      return { type: 'chatSent', seq, at: 0, messageId, peerId: 'self', text };
    };
    const events = [said('one', 2), said('two', 3)];
    const media = { generation: 1, consumers: consumers.map(each => ({ ...each, started: true })) };
    await vi.advanceTimersByTimeAsync(0);
    await welcome(farEnd);
    await settled(() => farEnd.methods().includes('resume'));
    await farEnd.answer(farEnd.last('resume'), { result: resumed({ events, media }) });
    farEnd.signalNow('event', said('three', 4)); // before anybody could look at the answer
    await quiet();
    expect(heard).toEqual(['one', 'two', 'three']);
    expect(room.state.seq).toBe(4);
  });

  test('is the whole state when it was too much', async () => {
    const { farEnd, room, comeBack } = await call();
    const states: number[] = [];
    room.on('state', ({ seq }) => states.push(seq));
    farEnd.close(broken);
    const state = aRoom({ seq: 900, peers: [aPeer({ peerId: 'self', name: 'Ann' })] });
    await comeBack(resumed({ state }));
    expect([states, room.state]).toEqual([[900], state]);
  });

  test('to consumers is made up for: what is gone is dropped, what is new is built and started', async () => {
    const { farEnd, room, comeBack } = await call();
    const added = consumer('cleo', 'microphone');
    farEnd.close(broken);
    await comeBack(resumed({ media: { generation: 1, consumers: [{ ...added, started: false }] } }));
    await settled(() => farEnd.last('startConsumers').params !== undefined && room.remoteTracks.size === 1);
    expect([...room.remoteTracks.values()].map(({ peerId }) => peerId)).toEqual(['cleo']);
    await settled(() => JSON.stringify(farEnd.last('startConsumers').params).includes(added.consumerId));
  });

  test('to one’s own grant is told', async () => {
    const { farEnd, room, comeBack } = await call();
    const grants: boolean[] = [];
    room.on('grant', ({ moderator }) => grants.push(moderator));
    farEnd.close(broken);
    await comeBack(resumed({ grant: aGrant({ moderator: true }) }));
    expect([grants, room.grant.moderator]).toEqual([[true], true]);
  });
});

describe('what is asked for meanwhile', () => {
  test('waits, and is sent in order after the resume; of what replaces what came before only the latest', async () => {
    const { farEnd, room, comeBack } = await call();
    await room.publish(fakeTrack('audio'), { source: 'microphone' });
    await quiet();
    farEnd.close(broken);
    const before = farEnd.sent.length;
    room.pause('microphone');
    room.setInterest({ audio: [], video: [], otherVideo: null });
    const chat = room.sendChat('still here', messageId);
    room.setInterest({ audio: 'all', video: [], otherVideo: null });
    room.resume('microphone');
    room.pause('microphone');
    expect(farEnd.sent).toHaveLength(before);
    farEnd.answers.sendChat = () => ({});
    await comeBack();
    await chat;
    const sent = farEnd.sent.slice(before).map(({ method }) => method);
    expect(sent.filter(method => method !== 'startConsumers')).toEqual([
      'resume',
      'sendChat',
      'setInterest',
      'pauseProducer',
    ]);
    expect(farEnd.last('setInterest').params).toMatchObject({ interest: { audio: 'all' } });
  });

  test('and what had no answer yet is repeated', async () => {
    const { farEnd, room, comeBack } = await call();
    const chat = room.sendChat('was it said?', messageId);
    farEnd.close(broken);
    farEnd.answers.sendChat = () => ({});
    await comeBack();
    await chat;
    expect(farEnd.sent.filter(({ method }) => method === 'sendChat').map(({ params }) => params)).toEqual([
      { messageId, text: 'was it said?' },
      { messageId, text: 'was it said?' },
    ]);
  });

  test('but for what makes no sense later', async () => {
    const { farEnd, room } = await call();
    const onItsWay = room.sendReaction('heart');
    farEnd.close(broken);
    await expect(onItsWay).rejects.toMatchObject({ reason: 'unavailable' });
    await expect(room.sendReaction('heart')).rejects.toMatchObject({ reason: 'unavailable' });
  });

  test('without end is refused', async () => {
    const { farEnd, room } = await call();
    farEnd.close(broken);
    const asked = Array.from({ length: 100 }, () => room.sendChat('more'));
    const refused = await Promise.all(asked.slice(64).map(each => each.catch(({ reason }) => reason)));
    expect(new Set(refused)).toEqual(new Set(['unavailable']));
    for (const each of asked) each.catch(() => {});
    room.leave();
    await vi.advanceTimersByTimeAsync(1_000);
    await expect(asked[0]).rejects.toMatchObject({ end: { reason: 'left' } });
  });

  test('what breaks every socket is not sent for ever', async () => {
    const { farEnd, room, comeBack } = await call();
    const poison = room.sendChat('poison', messageId);
    for (let times = 0; times < 3; times += 1) {
      farEnd.close(broken);
      if (times < 2) await comeBack();
    }
    await expect(poison).rejects.toMatchObject({ reason: 'unavailable' });
  });
});

describe('the muted stay muted', () => {
  /** Publishes a microphone, and says which id it has. */
  async function speaking() {
    const made = await call();
    await made.room.publish(fakeTrack('audio'), { source: 'microphone' });
    await settled(() => made.farEnd.methods().includes('publish'));
    const { producerId } = made.farEnd.last('publish').params as { producerId: string };
    const producer = { producerId, source: 'microphone', paused: false } as const;
    await made.farEnd.signal('event', { type: 'producerAdded', seq: 2, at: 0, peerId: 'self', producer });
    const others: (string | null)[] = [];
    made.room.on('mutedBy', ({ by }) => others.push(by));
    made.room.on('stoppedBy', ({ by }) => others.push(by));
    return { ...made, producerId, others };
  }
  const about = (farEnd: FarEnd) =>
    farEnd.methods().filter(method => method === 'pauseProducer' || method === 'resumeProducer');

  test('when a moderator mutes somebody who is away, even if they un-muted without knowing', async () => {
    const { farEnd, room, producerId, others, comeBack } = await speaking();
    room.pause('microphone');
    await quiet();
    farEnd.close(broken);
    room.resume('microphone');
    await comeBack(
      resumed({
        events: [
          { type: 'producerResumed', seq: 3, at: 0, peerId: 'self', producerId },
          { type: 'producerPaused', seq: 4, at: 0, peerId: 'self', producerId, by: 'mod' },
        ],
      }),
    );
    expect(others).toEqual(['mod']);
    expect(about(farEnd)).toEqual(['pauseProducer']);
    room.resume('microphone');
    expect(about(farEnd).at(-1)).toBe('resumeProducer');
  });

  test('when so much was missed that nobody says who it was', async () => {
    const { farEnd, producerId, others, comeBack } = await speaking();
    farEnd.close(broken);
    const producers = { [producerId]: { producerId, source: 'microphone' as const, paused: true } };
    await comeBack(resumed({ state: aRoom({ seq: 900, peers: [aPeer({ peerId: 'self', producers })] }) }));
    expect(others).toEqual([null]);
  });

  test('and what a moderator stopped is not published again', async () => {
    const { farEnd, room, producerId, others, comeBack } = await speaking();
    farEnd.close(broken);
    await comeBack(
      resumed({
        events: [{ type: 'producerRemoved', seq: 3, at: 0, peerId: 'self', producerId, by: 'mod' }],
      }),
    );
    expect([others, room.publishes('microphone')]).toEqual([['mod'], false]);
    expect(farEnd.methods().filter(method => method === 'publish')).toHaveLength(1);
  });
});

test('who closes the page says goodbye, unless it may be shown again', async () => {
  const window = new EventTarget();
  for (const method of ['addEventListener', 'removeEventListener'] as const) {
    vi.stubGlobal(method, window[method].bind(window));
  }
  const { farEnd, room } = await call();
  window.dispatchEvent(Object.assign(new Event('pagehide'), { persisted: true }));
  expect(room.end).toBeUndefined();
  window.dispatchEvent(Object.assign(new Event('pagehide'), { persisted: false }));
  expect(farEnd.closedByClient).toEqual({ code: 4000, word: 'left' });
  expect(room.end?.reason).toBe('left');
});
