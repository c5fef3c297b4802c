import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Source } from '#protocol/words.ts';
import { LocalMedia, type LocalMediaOptions } from '../../../client/sdk/local-media.ts';
import type { PublishingRoom } from '../../../client/sdk/local-publishing.ts';
import { fakeTrack } from './fake-device.ts';
import { FakeMachine } from './fake-machine.ts';
import { joinedRoom, quiet, settled } from './joined-room.ts';

let machine: FakeMachine;

beforeEach(() => {
  machine = new FakeMachine(
    ['audioinput', 'headset'],
    ['audioinput', 'built-in'],
    ['videoinput', 'front'],
    ['videoinput', 'back'],
  ).install();
});
afterEach(() => {
  vi.unstubAllGlobals();
});

/** What it tells beside `changed`, as text. */
function listened(media: LocalMedia): string[] {
  const told: string[] = [];
  media.on('ended', source => told.push(`ended ${source}`));
  media.on('fellBack', (source, label) => told.push(`fellBack ${source}: ${label}`));
  media.on('publishFailed', source => told.push(`publishFailed ${source}`));
  return told;
}

async function started(options?: LocalMediaOptions) {
  const media = new LocalMedia(options);
  const told = listened(media);
  await media.start();
  return { media, told };
}

async function inRoom(options?: LocalMediaOptions) {
  const { media, told } = await started(options);
  const { farEnd, room, handlers } = await joinedRoom();
  media.attach(room);
  await settled(() => farEnd.methods().filter(method => method === 'publish').length === 2);
  await quiet();
  return { media, told, farEnd, room, handlers };
}

/** A room that publishes nothing for long, and notes what it was asked to. */
function portOf(name: string, asked: string[]): PublishingRoom {
  let listeners = 0;
  const unheard = () => {
    listeners -= 1;
    if (listeners === 0) asked.push(`${name}: unheard`);
  };
  return {
    end: undefined,
    publishes: () => false,
    publish: async (_track, { source }) => void asked.push(`${name}: ${source}`),
    unpublish() {},
    pause() {},
    resume() {},
    replaceTrack: async () => {},
    on: () => {
      listeners += 1;
      return unheard;
    },
  };
}

describe('before a room', () => {
  test('both are asked for with one question, the remembered ones as a wish', async () => {
    const { media } = await started({ microphone: 'built-in', camera: 'lost last week' });
    expect(machine.asked).toMatchObject([
      { audio: { deviceId: { exact: 'built-in' } }, video: { deviceId: { ideal: 'lost last week' } } },
    ]);
    expect(media.state('microphone')).toMatchObject({ on: true, starting: false, deviceId: 'built-in' });
    expect(media.state('camera')).toMatchObject({ on: true, deviceId: 'front' });
  });

  test('nothing that was chosen before is no wish, also while the browser lists its devices without ids', async () => {
    const hidden = [{ kind: 'videoinput', deviceId: '', label: '', groupId: '' }] as MediaDeviceInfo[];
    vi.spyOn(navigator.mediaDevices, 'enumerateDevices').mockResolvedValue(hidden);
    const { media } = await started({ microphone: '', camera: '' });
    expect(machine.asked).not.toMatchObject([{ video: { deviceId: expect.anything() } }]);
    expect(media.state('camera')).toMatchObject({ on: true, deviceId: 'front' });
  });

  test('a browser that keeps the list of devices to itself does not keep them from starting', async () => {
    vi.useFakeTimers();
    const media = new LocalMedia({ camera: 'back' });
    vi.spyOn(navigator.mediaDevices, 'enumerateDevices').mockReturnValue(new Promise(() => {}));
    const starting = media.start();
    await vi.advanceTimersByTimeAsync(1_000);
    vi.useRealTimers();
    expect(await starting).toEqual({});
    expect(media.state('camera')).toMatchObject({ on: true, starting: false });
  });

  test('only what is wanted is asked for, and what is there already is not asked for again', async () => {
    const media = new LocalMedia();
    expect(await media.start({ microphone: true })).toEqual({});
    await media.start();
    expect(machine.asked.map(each => Object.keys(each))).toEqual([['audio'], ['video']]);
    expect(machine.open()).toEqual(['headset', 'front']);
  });

  test('what cannot be had is told, and the other one starts all the same', async () => {
    machine.devices = machine.devices.filter(({ kind }) => kind !== 'videoinput');
    const media = new LocalMedia();
    const problems = await media.start();
    expect(problems).toMatchObject({ camera: { problem: 'none-found' } });
    expect(problems.microphone).toBeUndefined();
    expect(media.state('microphone').on).toBe(true);
    expect(media.state('camera')).toMatchObject({ on: false, starting: false, track: null });
  });

  test('a muted microphone stays open and silent; a camera that is off is released', async () => {
    const { media } = await started();
    await media.setMicrophone(false);
    await media.setCamera(false);
    expect(machine.open()).toEqual(['headset']);
    expect(media.state('microphone')).toMatchObject({ on: false, track: { enabled: false } });
    expect(media.state('camera').track).toBeNull();
    await media.setMicrophone(true);
    await media.setCamera(true);
    expect(media.state('microphone').track?.enabled).toBe(true);
    expect(machine.open()).toEqual(['headset', 'front']);
  });

  test('what is switched off while the browser asks is not kept; muted meanwhile, it is muted', async () => {
    const answer = Promise.withResolvers<void>();
    machine.gate = answer.promise;
    const media = new LocalMedia();
    const starting = media.start();
    expect(media.state('camera').starting).toBe(true);
    await media.setCamera(false);
    await media.setMicrophone(false);
    answer.resolve();
    await starting;
    expect(machine.open()).toEqual(['headset']);
    expect(media.state('microphone')).toMatchObject({ on: false, track: { enabled: false } });
    expect(media.state('camera')).toMatchObject({ on: false, starting: false, track: null });
  });

  test('two wishes for the same device are one question, and both are told when it is refused', async () => {
    machine.refuses = true;
    const media = new LocalMedia();
    const wishes = await Promise.allSettled([media.setCamera(true), media.setCamera(true)]);
    for (const wish of wishes) expect(wish).toMatchObject({ reason: { problem: 'refused' } });
    expect(machine.asked).toHaveLength(1);
    expect(media.state('camera')).toMatchObject({ on: false, starting: false });
  });

  test('stopping releases what is open and what is still being opened; it can be started again', async () => {
    const media = new LocalMedia();
    const answer = Promise.withResolvers<void>();
    machine.gate = answer.promise;
    const starting = media.start();
    media.stop();
    answer.resolve();
    await starting;
    expect(machine.open()).toEqual([]);
    await media.start();
    expect(machine.open()).toEqual(['headset', 'front']);
    media.stop();
    expect(machine.open()).toEqual([]);
  });
});

describe('another device', () => {
  test('is there before the old one is stopped, and the room sends it without publishing anew', async () => {
    const { media, farEnd, room } = await inRoom();
    const replaced = vi.spyOn(room, 'replaceTrack');
    const openAtReplace: (string | undefined)[][] = [];
    replaced.mockImplementationOnce(async () => void openAtReplace.push(machine.open()));
    await media.useDevice('camera', 'back');
    expect(openAtReplace).toEqual([['headset', 'front', 'back']]);
    expect(machine.open()).toEqual(['headset', 'back']);
    expect(media.state('camera')).toMatchObject({ on: true, deviceId: 'back' });
    expect(farEnd.methods().filter(method => method === 'publish')).toHaveLength(2);
  });

  test('of a muted microphone is muted', async () => {
    const { media, room } = await inRoom();
    await media.setMicrophone(false);
    await media.useDevice('microphone', 'built-in');
    expect(media.state('microphone')).toMatchObject({
      on: false,
      deviceId: 'built-in',
      track: { enabled: false },
    });
    expect(room.publishes('microphone')).toBe(true);
    await media.setMicrophone(true);
    expect(media.state('microphone').track?.enabled).toBe(true);
  });

  test('where one camera opens at a time, the old one is stopped first', async () => {
    const { media } = await inRoom();
    machine.oneCameraAtATime = true;
    await media.useDevice('camera', 'back');
    expect(machine.open()).toEqual(['headset', 'back']);
  });

  test('that cannot be had is refused, and the old one stays', async () => {
    const { media, told } = await inRoom();
    await expect(media.useDevice('camera', 'none')).rejects.toMatchObject({ problem: 'none-found' });
    expect(machine.open()).toEqual(['headset', 'front']);
    machine.oneCameraAtATime = true;
    machine.devices = machine.devices.filter(({ deviceId }) => deviceId !== 'back');
    await expect(media.useDevice('camera', 'back')).rejects.toMatchObject({ problem: 'none-found' });
    expect(media.state('camera')).toMatchObject({
      on: true,
      deviceId: 'front',
      track: { readyState: 'live' },
    });
    expect(told).toEqual([]);
  });

  test('chosen while it is off is the one that starts next', async () => {
    const { media } = await started();
    await media.setCamera(false);
    await media.useDevice('camera', 'back');
    expect(machine.open()).toEqual(['headset']);
    expect(media.state('camera').deviceId).toBe('back');
    await media.setCamera(true);
    expect(machine.open()).toEqual(['headset', 'back']);
  });

  test('is not kept when the camera is switched off while it is being opened', async () => {
    const { media } = await started();
    const answer = Promise.withResolvers<void>();
    machine.gate = answer.promise;
    const switching = media.useDevice('camera', 'back');
    await quiet();
    await media.setCamera(false);
    answer.resolve();
    await switching;
    expect(machine.open()).toEqual(['headset']);
  });
});

describe('a device that is unplugged', () => {
  test('is replaced by another one, and that is told', async () => {
    const { media, told, farEnd } = await inRoom({ microphone: 'headset' });
    machine.unplug('headset');
    await settled(() => told.length > 0);
    expect(told).toEqual(['fellBack microphone: The built-in']);
    expect(media.state('microphone')).toMatchObject({ on: true, starting: false, deviceId: 'built-in' });
    expect(farEnd.methods()).not.toContain('pauseProducer');
  });

  test('and is the chosen one, still listed though it no longer opens, is replaced by another', async () => {
    const { media, told } = await started({ microphone: 'headset' });
    machine.broken = 'headset';
    for (const track of machine.live()) if (track.kind === 'audio') track.remoteStop();
    await settled(() => told.length > 0);
    expect(told).toEqual(['fellBack microphone: The built-in']);
    expect(media.state('microphone').deviceId).toBe('built-in');
  });

  test('while muted is replaced by a muted one', async () => {
    const { media, told } = await inRoom();
    await media.setMicrophone(false);
    machine.unplug('headset');
    await settled(() => told.length > 0);
    expect(media.state('microphone')).toMatchObject({ on: false, track: { enabled: false } });
  });

  test('and was the last of its kind is off, and the room is told that it is muted', async () => {
    const { media, told, farEnd } = await inRoom();
    machine.unplug('back');
    machine.unplug('front');
    await settled(() => told.length > 0);
    expect(told).toEqual(['ended camera']);
    expect(media.state('camera')).toMatchObject({ on: false, track: null, starting: false });
    expect(farEnd.methods()).toContain('pauseProducer');
  });

  test('right after it took the place of another is given up', async () => {
    const { told } = await started();
    machine.unplug('front');
    await settled(() => told.length > 0);
    machine.unplug('back');
    await settled(() => told.length > 1);
    expect(told).toEqual(['fellBack camera: The back', 'ended camera']);
  });

  test('while another one is being switched to is not missed', async () => {
    const { media, told } = await started();
    const answer = Promise.withResolvers<void>();
    machine.gate = answer.promise;
    const switching = media.useDevice('camera', 'back');
    await quiet();
    machine.unplug('front');
    answer.resolve();
    await switching;
    await quiet();
    expect(told).toEqual([]);
    expect(machine.open()).toEqual(['headset', 'back']);
  });

  test('after it was switched off on purpose needs no words', async () => {
    const { media, told } = await started();
    await media.setCamera(false);
    machine.unplug('front');
    media.stop();
    machine.unplug('headset');
    await quiet();
    expect(told).toEqual([]);
  });
});

describe('in a room', () => {
  test('what is captured before and after is published; off is paused, not withdrawn', async () => {
    const media = new LocalMedia({ videoCodec: 'VP8' });
    await media.start({ microphone: true });
    const { farEnd, room } = await joinedRoom();
    media.attach(room);
    await media.setCamera(true);
    await settled(() => farEnd.methods().filter(method => method === 'publish').length === 2);
    await media.setMicrophone(false);
    await media.setCamera(false);
    expect(farEnd.methods().filter(method => method === 'pauseProducer')).toHaveLength(2);
    expect(farEnd.methods()).not.toContain('unpublish');
    expect(room.publishes('camera')).toBe(true);
  });

  test('what was muted before joining is published muted', async () => {
    const { media } = await started();
    await media.setMicrophone(false);
    const { farEnd, room } = await joinedRoom();
    media.attach(room);
    await settled(() => farEnd.methods().filter(method => method === 'publish').length === 2);
    const published = farEnd.sent.filter(({ method }) => method === 'publish').map(({ params }) => params);
    expect(published).toMatchObject([
      { source: 'microphone', paused: true },
      { source: 'camera', paused: false },
    ]);
    expect(media.state('microphone').track?.enabled).toBe(false);
  });

  test('what the server refuses is released, and that is told', async () => {
    const { media, told, farEnd, room } = await inRoom();
    machine.screenTracks = [fakeTrack('video')];
    delete farEnd.answers.publish;
    await media.setScreen(true);
    await settled(
      () => room.publishes('screen') && farEnd.methods().filter(m => m === 'publish').length === 3,
    );
    const data = { reason: 'unsupported' };
    await farEnd.answer(farEnd.last('publish'), { error: { code: -32006, message: 'no', data } });
    await settled(() => told.length > 0);
    expect(told).toEqual(['publishFailed screen']);
    expect(media.state('screen')).toMatchObject({ on: false, track: null });
  });

  test('that is detached is asked nothing more, and the room after it is left alone by that', async () => {
    const { media } = await started();
    const asked: string[] = [];
    const [first, second] = [portOf('first', asked), portOf('second', asked)];
    const detachFirst = media.attach(first);
    const detachSecond = media.attach(second);
    detachFirst();
    await media.setCamera(false);
    await media.setCamera(true);
    detachSecond();
    await media.setCamera(false);
    await media.setCamera(true);
    const both = (name: string) => [`${name}: microphone`, `${name}: camera`];
    expect(asked).toEqual([
      ...both('first'),
      'first: unheard',
      ...both('second'),
      'second: camera',
      'second: unheard',
    ]);
  });

  test('that ended nothing is published any more, and the next room gets what is captured', async () => {
    const { media, farEnd } = await inRoom();
    farEnd.close(4002, 'media-lost');
    await media.setMicrophone(false);
    const next = await joinedRoom();
    media.attach(next.room);
    await settled(() => next.farEnd.methods().filter(method => method === 'publish').length === 2);
    expect(machine.open()).toEqual(['headset', 'front']);
  });
});

describe('a screen', () => {
  test('comes with its sound, and both go when the browser’s own bar stops it', async () => {
    const { media, told, room } = await inRoom();
    const [picture, sound] = [fakeTrack('video'), fakeTrack('audio')];
    machine.screenTracks = [picture, sound];
    await media.setScreen(true);
    expect(picture.contentHint).toBe('detail');
    expect([room.publishes('screen'), room.publishes('screen-audio')]).toEqual([true, true]);
    picture.remoteStop();
    expect(told).toEqual(['ended screen']);
    expect(sound.readyState).toBe('ended');
    expect([room.publishes('screen'), room.publishes('screen-audio')]).toEqual([false, false]);
  });

  test('that the server refuses goes with its sound', async () => {
    const { media, farEnd, room } = await inRoom();
    const sound = fakeTrack('audio');
    machine.screenTracks = [fakeTrack('video'), sound];
    delete farEnd.answers.publish;
    await media.setScreen(true);
    const publishes = () => farEnd.sent.filter(({ method }) => method === 'publish');
    await settled(() => publishes().length === 4);
    const refused = publishes().find(({ params }) => (params as { source: Source }).source === 'screen');
    const data = { reason: 'unsupported' };
    if (refused) await farEnd.answer(refused, { error: { code: -32006, message: 'no', data } });
    await settled(() => !room.publishes('screen'));
    expect(sound.readyState).toBe('ended');
    expect(room.publishes('screen-audio')).toBe(false);
  });

  test('whose sound ends is still shared', async () => {
    const { media, told } = await started();
    const sound = fakeTrack('audio');
    machine.screenTracks = [fakeTrack('video'), sound];
    await media.setScreen(true);
    sound.remoteStop();
    expect(media.state('screen').on).toBe(true);
    expect(media.state('screen-audio').on).toBe(false);
    expect(told).toEqual([]);
  });

  test('that is called off is refused, and one that is no longer wanted is not kept', async () => {
    const { media } = await started();
    machine.refuses = true;
    await expect(media.setScreen(true)).rejects.toMatchObject({ problem: 'refused' });
    expect(media.state('screen')).toMatchObject({ on: false, starting: false });
    machine.refuses = false;
    const picture = fakeTrack('video');
    machine.screenTracks = [picture];
    const sharing = media.setScreen(true);
    await media.setScreen(false);
    await sharing;
    expect(picture.readyState).toBe('ended');
    expect(media.state('screen').on).toBe(false);
  });
});
