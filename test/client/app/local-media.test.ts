import type { FakeMediaStreamTrack } from 'fake-mediastreamtrack';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { LocalMedia } from '../../../client/app/local-media.ts';
import { forgetNotices, notices } from '../../../client/app/notices.ts';
import { text } from '../../../client/app/strings/index.ts';
import { fakeTrack } from '../sdk/fake-device.ts';

let microphone: FakeMediaStreamTrack;
let camera: FakeMediaStreamTrack;
let screen: FakeMediaStreamTrack;

beforeEach(() => {
  [microphone, camera, screen] = [fakeTrack('audio'), fakeTrack('video'), fakeTrack('video')];
  const devices = { getTracks: () => [], getAudioTracks: () => [microphone], getVideoTracks: () => [camera] };
  const mediaDevices = {
    getUserMedia: async () => devices,
    getDisplayMedia: async () => ({ getTracks: () => [screen] }),
  };
  vi.stubGlobal('navigator', { mediaDevices });
  forgetNotices();
});
afterEach(() => {
  vi.unstubAllGlobals();
});

async function started(): Promise<LocalMedia> {
  const media = new LocalMedia('VP8');
  await media.start();
  return media;
}

function said(): string[] {
  return notices.value.map(notice => notice.text);
}

test('a device that is unplugged is off, and that is said', async () => {
  const media = await started();
  microphone.remoteStop();
  expect(media.microphone.value).toMatchObject({ on: false, track: null });
  expect(said()).toEqual([text.deviceEnded.microphone]);
  camera.remoteStop();
  expect(media.camera.value).toMatchObject({ on: false, track: null });
  expect(said()).toEqual([text.deviceEnded.microphone, text.deviceEnded.camera]);
});

test('what is switched off on purpose needs no words', async () => {
  const media = await started();
  await media.toggleCamera();
  camera.remoteStop();
  await media.toggleScreen();
  screen.remoteStop();
  expect(media.screen.value.on).toBe(false);
  media.stop();
  microphone.remoteStop();
  expect(said()).toEqual([]);
});
