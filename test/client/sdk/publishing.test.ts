import { describe, expect, test } from 'vitest';
import type { Params } from '#protocol/methods.ts';
import { fakeTrack } from './fake-device.ts';
import { joinedRoom, quiet } from './joined-room.ts';

const refusal = { error: { code: -32007, message: 'no', data: { reason: 'unavailable' } } };

describe('muting', () => {
  test('tells the server and disables the track; doing it twice tells once', async () => {
    const { farEnd, room } = await joinedRoom();
    const track = fakeTrack('audio');
    await room.publish(track, { source: 'microphone' });
    room.pause('microphone');
    room.pause('microphone');
    expect(track.enabled).toBe(false);
    room.resume('microphone');
    expect(track.enabled).toBe(true);
    expect(farEnd.methods().slice(-3)).toEqual(['publish', 'pauseProducer', 'resumeProducer']);
  });

  test('while publishing is under way is not lost', async () => {
    const { farEnd, room } = await joinedRoom();
    const track = fakeTrack('audio');
    const publishing = room.publish(track, { source: 'microphone' });
    room.pause('microphone');
    await publishing;
    await quiet();
    expect(track.enabled).toBe(false);
    expect(farEnd.last('publish').params).toMatchObject({ paused: true });
    expect(farEnd.methods()).not.toContain('pauseProducer');
  });
});

describe('a camera', () => {
  test('goes off and on under the same id, and releases its track meanwhile', async () => {
    const { farEnd, room } = await joinedRoom();
    await room.publish(fakeTrack('video'), { source: 'camera' });
    room.pause('camera');
    await room.replaceTrack('camera', null);
    const again = fakeTrack('video');
    await room.replaceTrack('camera', again);
    room.resume('camera');
    expect(again.enabled).toBe(true);
    expect(farEnd.methods().filter(method => method.endsWith('ublish'))).toEqual(['publish']);
  });

  test('of another size that deserves as many layers goes on in them', async () => {
    const { farEnd, room } = await joinedRoom();
    await room.publish(fakeTrack('video', { width: 1280, height: 720 }), { source: 'camera' });
    await room.replaceTrack('camera', fakeTrack('video', { width: 1080, height: 1920 }));
    await room.publish(fakeTrack('video', { width: 1280, height: 720 }), { source: 'screen' });
    const window = fakeTrack('video', { width: 300, height: 200 });
    await room.replaceTrack('screen', window);
    expect(window.contentHint).toBe('detail');
    expect(farEnd.methods().filter(method => method === 'publish')).toHaveLength(2);
    expect(farEnd.methods()).not.toContain('unpublish');
  });

  test('of another size is published anew, because its layers are others', async () => {
    const { farEnd, room } = await joinedRoom();
    await room.publish(fakeTrack('video'), { source: 'camera' });
    const before = farEnd.last('publish').params as Params<'publish'>;
    await room.replaceTrack('camera', fakeTrack('video', { width: 640, height: 480 }));
    const after = farEnd.last('publish').params as Params<'publish'>;
    expect(farEnd.methods().slice(-2)).toEqual(['unpublish', 'publish']);
    expect(after.producerId).not.toBe(before.producerId);
    expect(after).toMatchObject({ width: 640, height: 480 });
  });
});

describe('what goes wrong', () => {
  test('a track that cannot take the place of the first leaves nothing published', async () => {
    const { farEnd, room } = await joinedRoom();
    const failed: string[] = [];
    room.on('publishFailed', source => failed.push(source));
    const publishing = room.publish(fakeTrack('video'), { source: 'camera' });
    const unplugged = fakeTrack('video');
    unplugged.stop();
    await room.replaceTrack('camera', unplugged);
    await publishing;
    await quiet();
    expect(failed).toEqual(['camera']);
    expect(farEnd.methods().slice(-2)).toEqual(['publish', 'unpublish']);
    expect(room.publishes('camera')).toBe(false);
  });

  test('unpublished before it was sent, the server never hears of it', async () => {
    const { farEnd, room } = await joinedRoom();
    const publishing = room.publish(fakeTrack('video'), { source: 'screen' });
    room.unpublish('screen');
    await publishing;
    await quiet();
    expect(farEnd.methods()).not.toContain('publish');
    expect(farEnd.methods()).not.toContain('unpublish');
    expect(room.publishes('screen')).toBe(false);
  });

  test('a refused publish is reported and can be tried again', async () => {
    const { farEnd, room } = await joinedRoom();
    delete farEnd.answers.publish;
    const failed: string[] = [];
    room.on('publishFailed', (source, error) => failed.push(`${source}: ${error.message}`));
    await room.publish(fakeTrack('video'), { source: 'camera' });
    await farEnd.answer(farEnd.last('publish'), refusal);
    await quiet();
    expect(failed).toEqual(['camera: publish: no']);
    expect(room.publishes('camera')).toBe(false);
    await room.publish(fakeTrack('video'), { source: 'camera' });
    expect(farEnd.methods().filter(method => method === 'publish')).toHaveLength(2);
  });

  test('a track that has ended is reported, not thrown', async () => {
    const { room } = await joinedRoom();
    const failed: string[] = [];
    room.on('publishFailed', source => failed.push(source));
    const track = fakeTrack('audio');
    track.stop();
    await room.publish(track, { source: 'microphone' });
    expect(failed).toEqual(['microphone']);
  });

  test('a track of the wrong kind is refused at once', async () => {
    const { room } = await joinedRoom();
    await expect(room.publish(fakeTrack('audio'), { source: 'camera' })).rejects.toThrow(TypeError);
  });
});
