import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { MethodName, Params } from '#protocol/methods.ts';
import type { RoomChange } from '#protocol/room-state.ts';
import type { Source } from '#protocol/words.ts';
import { fakeTrack } from './fake-device.ts';
import { FakeMachine } from './fake-machine.ts';
import { joinedRoom, quiet, settled } from './joined-room.ts';

const gone = { error: { code: -32003, message: 'gone', data: { reason: 'not-found' } } };
const later = { error: { code: -32005, message: 'later', data: { reason: 'rate-limited' } } };

let machine: FakeMachine;

beforeEach(() => {
  machine = new FakeMachine(['audioinput', 'headset'], ['videoinput', 'front']).install();
});
afterEach(() => {
  vi.unstubAllGlobals();
});

/** A joined room whose server logs what this peer publishes, and what the test lets happen to it. */
async function published(...sources: Source[]) {
  const { farEnd, room, handlers } = await joinedRoom();
  const [sending] = handlers;
  if (!sending) throw new Error('nothing to send with');
  const unsent = vi.spyOn(sending, 'stopSending');
  const told: string[] = [];
  room.on('mutedBy', ({ source, by }) => told.push(`${source} muted by ${by}`));
  room.on('stoppedBy', ({ source, by }) => told.push(`${source} stopped by ${by}`));
  room.on('error', error => told.push(error.message));
  let seq = 1;
  const happens = (change: RoomChange) => {
    seq += 1;
    return farEnd.signal('event', { ...change, seq, at: seq });
  };
  const paramsOf = (source: Source) => {
    const all = farEnd.sent.filter(({ method }) => method === 'publish');
    return all.map(({ params }) => params as Params<'publish'>).findLast(each => each.source === source);
  };
  const idOf = (source: Source) => paramsOf(source)?.producerId ?? '';
  const logged = async (source: Source) => {
    await settled(() => paramsOf(source) !== undefined);
    const producer = { producerId: idOf(source), source, paused: false };
    await happens({ type: 'producerAdded', peerId: 'self', producer });
  };
  machine.screenTracks = [fakeTrack('video'), fakeTrack('audio')];
  if (sources.includes('microphone')) await room.setMicrophone(true);
  if (sources.includes('camera')) await room.setCamera(true);
  if (sources.includes('screen')) await room.setScreen(true);
  for (const source of sources) await logged(source);
  const mute = (source: Source, by: string | null = 'mod') =>
    happens({ type: 'producerPaused', peerId: 'self', producerId: idOf(source), by });
  const stop = (source: Source, by: string | null = 'mod') =>
    happens({ type: 'producerRemoved', peerId: 'self', producerId: idOf(source), by });
  const count = (method: MethodName) => farEnd.methods().filter(each => each === method).length;
  return { farEnd, room, unsent, told, happens, idOf, logged, mute, stop, count };
}

describe('muted by a moderator', () => {
  test('a microphone is off, as if the person had done it, and stays so until the person un-mutes it', async () => {
    const { farEnd, room, told, mute } = await published('microphone');
    const changed: boolean[] = [];
    room.local.on('changed', (_source, { on }) => changed.push(on));
    const sent = farEnd.sent.length;
    await mute('microphone');
    await quiet();
    expect(told).toEqual(['microphone muted by mod']);
    expect(changed).toEqual([false]);
    expect(room.local.state('microphone')).toMatchObject({ on: false, track: { enabled: false } });
    expect(farEnd.sent.length).toBe(sent);
    await room.setMicrophone(true);
    expect(farEnd.methods().slice(sent)).toEqual(['resumeProducer']);
    expect(room.local.state('microphone').track?.enabled).toBe(true);
  });

  test('a camera is released, and is back under the same id', async () => {
    const { room, mute, count } = await published('camera');
    await mute('camera', null);
    expect(machine.open()).toEqual([]);
    expect(room.publishes('camera')).toBe(true);
    await room.setCamera(true);
    await quiet();
    expect([count('publish'), count('pauseProducer'), count('resumeProducer')]).toEqual([1, 0, 1]);
  });

  test('a screen is no longer shared, but its sound alone can go', async () => {
    const { room, told, mute } = await published('screen', 'screen-audio');
    await mute('screen-audio');
    expect([room.publishes('screen'), room.publishes('screen-audio')]).toEqual([true, false]);
    await mute('screen');
    expect(room.publishes('screen')).toBe(false);
    expect(told).toEqual(['screen-audio muted by mod', 'screen muted by mod']);
    expect(room.local.state('screen').on).toBe(false);
  });

  test('a track of the application is silent until the application un-mutes it', async () => {
    const { farEnd, room, told, logged, mute, count } = await published();
    const track = fakeTrack('audio');
    await room.publish(track, { source: 'microphone' });
    await logged('microphone');
    await mute('microphone');
    expect(track).toMatchObject({ enabled: false, readyState: 'live' });
    expect(told).toEqual(['microphone muted by mod']);
    room.resume('microphone');
    expect(track.enabled).toBe(true);
    expect(farEnd.methods().at(-1)).toBe('resumeProducer');
    expect(count('pauseProducer')).toBe(0);
  });

  test('nothing else of anybody is touched, nor what a peer does itself', async () => {
    const { room, told, happens, idOf } = await published('microphone', 'camera');
    const muted = { type: 'producerPaused', producerId: idOf('microphone') } as const;
    await happens({ ...muted, peerId: 'bob', by: 'mod' });
    await happens({ ...muted, peerId: 'self' });
    await happens({ ...muted, peerId: 'self', producerId: 'another', by: 'mod' });
    const removed = { type: 'producerRemoved', producerId: idOf('camera') } as const;
    await happens({ ...removed, peerId: 'bob', by: 'mod' });
    await happens({ ...removed, peerId: 'self' });
    expect(told).toEqual([]);
    expect(machine.open()).toEqual(['headset', 'front']);
    expect(room.local.state('microphone').on).toBe(true);
  });
});

describe('muted while the own un-mute is on its way', () => {
  /** The person mutes, and un-mutes; the answer to the latter is still to come. */
  async function unmuting() {
    const all = await published('microphone');
    const { farEnd, room, happens, idOf } = all;
    const own = { peerId: 'self', producerId: idOf('microphone') };
    await room.setMicrophone(false);
    await happens({ type: 'producerPaused', ...own });
    await quiet();
    delete farEnd.answers.resumeProducer;
    await room.setMicrophone(true);
    const request = farEnd.last('resumeProducer');
    const resumed = () => happens({ type: 'producerResumed', ...own });
    const answer = (body: Parameters<typeof farEnd.answer>[1]) => farEnd.answer(request, body).then(quiet);
    const isAsInState = () => {
      const { on, track } = room.local.state('microphone');
      const paused = room.state.peers.self?.producers[own.producerId]?.paused;
      expect([on, track?.enabled]).toEqual([!paused, !paused]);
    };
    return { ...all, resumed, answer, isAsInState };
  }

  test('and before it, it is on in the end', async () => {
    const { room, told, mute, resumed, answer, isAsInState } = await unmuting();
    await mute('microphone');
    await resumed();
    await answer({ result: {} });
    isAsInState();
    expect(room.local.state('microphone').on).toBe(true);
    expect(told).toEqual([]);
  });

  test('and after it, it is off in the end, whenever the answer comes', async () => {
    for (const isAnsweredFirst of [true, false]) {
      const { room, told, mute, resumed, answer, isAsInState } = await unmuting();
      await resumed();
      if (isAnsweredFirst) await answer({ result: {} });
      await mute('microphone');
      if (!isAnsweredFirst) await answer({ result: {} });
      isAsInState();
      expect(room.local.state('microphone').on).toBe(false);
      expect(told).toEqual(['microphone muted by mod']);
    }
  });

  test('which is refused, it is off in the end', async () => {
    const { room, mute, answer, isAsInState } = await unmuting();
    await mute('microphone');
    await answer(later);
    isAsInState();
    expect(room.local.state('microphone').on).toBe(false);
  });

  test('and stopped then, it is released, and nothing is said of the un-mute of what is gone', async () => {
    const { room, told, mute, stop, answer } = await unmuting();
    await mute('microphone');
    await stop('microphone', null);
    await answer(gone);
    expect(room.publishes('microphone')).toBe(false);
    expect(machine.open()).toEqual([]);
    expect(told).toEqual(['microphone stopped by null']);
  });
});

describe('stopped by a moderator', () => {
  test('devices are released, the server is told nothing, and starting again publishes under a new id', async () => {
    const { farEnd, room, told, idOf, stop } = await published('microphone', 'camera');
    const before = idOf('camera');
    const sent = farEnd.sent.length;
    await stop('camera');
    await stop('microphone');
    await quiet();
    expect(told).toEqual(['camera stopped by mod', 'microphone stopped by mod']);
    expect(machine.open()).toEqual([]);
    for (const source of ['camera', 'microphone'] as const) {
      expect(room.local.state(source)).toMatchObject({ on: false, track: null });
      expect(room.publishes(source)).toBe(false);
    }
    expect(farEnd.sent.length).toBe(sent);
    await room.setCamera(true);
    await settled(() => idOf('camera') !== before);
    expect(farEnd.methods().slice(sent)).toEqual(['publish']);
  });

  test('a screen goes with its sound', async () => {
    const { room, stop, count } = await published('screen', 'screen-audio');
    await stop('screen');
    expect(room.local.state('screen-audio').track).toBeNull();
    expect(room.publishes('screen-audio')).toBe(false);
    expect(count('unpublish')).toBe(1);
  });

  test('a camera that is off is published anew when it is switched on', async () => {
    const { room, stop, count } = await published('camera');
    await room.setCamera(false);
    await stop('camera');
    expect(room.publishes('camera')).toBe(false);
    await room.setCamera(true);
    await settled(() => count('publish') === 2);
  });

  test('what is only just being built is not sent', async () => {
    const { farEnd, room, unsent, told } = await published();
    farEnd.answers.publish = ({ producerId, source, paused }) => {
      const producer = { producerId, source, paused };
      const own = { at: 2, peerId: 'self' };
      farEnd.signalNow('event', { ...own, seq: 2, type: 'producerAdded', producer });
      farEnd.signalNow('event', { ...own, seq: 3, type: 'producerRemoved', producerId, by: null });
      return {};
    };
    await room.setCamera(true);
    await quiet();
    expect(told).toEqual(['camera stopped by null']);
    expect(machine.open()).toEqual([]);
    expect(unsent).toHaveBeenCalledOnce();
  });

  test('a track of the application stays its own, and the devices beside it too', async () => {
    const { room, unsent, told, logged, stop } = await published('microphone');
    const track = fakeTrack('video');
    await room.publish(track, { source: 'camera' });
    await logged('camera');
    await stop('camera');
    expect(room.publishes('camera')).toBe(false);
    expect(track.readyState).toBe('live');
    expect(unsent).toHaveBeenCalledOnce();
    expect(machine.open()).toEqual(['headset']);
    expect(told).toEqual(['camera stopped by mod']);
    await room.publish(track, { source: 'camera' });
    expect(room.publishes('camera')).toBe(true);
  });

  test('what is withdrawn at the same time is gone, without an error', async () => {
    const { farEnd, room, told, stop } = await published('camera');
    delete farEnd.answers.unpublish;
    room.unpublish('camera');
    await stop('camera');
    await farEnd.answer(farEnd.last('unpublish'), gone);
    await quiet();
    expect(told).toEqual([]);
  });
});
