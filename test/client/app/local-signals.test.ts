import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { LocalSignals } from '../../../client/app/local-signals.ts';
import { forgetNotices, notices } from '../../../client/app/notices.ts';
import { text } from '../../../client/app/strings/index.ts';
import { FakeMachine } from '../sdk/fake-machine.ts';
import { settled } from '../sdk/joined-room.ts';

let machine: FakeMachine;
const both = { microphone: true, camera: true };

beforeEach(() => {
  machine = new FakeMachine(['audioinput', 'built-in'], ['videoinput', 'front']).install();
  forgetNotices();
});
afterEach(() => {
  vi.unstubAllGlobals();
});

function said(): string[] {
  return notices.value.map(notice => notice.text);
}

test('a device that is unplugged is off, and that is said', async () => {
  const media = new LocalSignals({});
  await media.start(both);
  machine.unplug('built-in');
  await settled(() => said().length === 1);
  machine.unplug('front');
  await settled(() => said().length === 2);
  expect(media.microphone.value).toMatchObject({ on: false, track: null });
  expect(media.camera.value).toMatchObject({ on: false, track: null });
  expect(said()).toEqual([text.deviceEnded.microphone, text.deviceEnded.camera]);
});

test('a device that cannot be had is not chosen, and that is said', async () => {
  const media = new LocalSignals({});
  await media.start(both);
  expect(await media.useDevice('microphone', 'gone')).toBe(false);
  expect(media.microphone.value.deviceId).toBe('built-in');
  expect(said()).toEqual([text.capture.microphone['none-found']]);
});

test('what the browser does not give is said, both in one sentence', async () => {
  machine.refuses = true;
  const media = new LocalSignals({});
  await media.start(both);
  expect(media.problems.value).toEqual({ microphone: 'refused', camera: 'refused' });
  media.tellProblems();
  expect(said()).toEqual([text.capture.both('refused')]);
  await media.toggleCamera();
  await media.toggleScreen();
  expect(said().slice(1)).toEqual([text.capture.camera.refused, text.capture.screen.refused]);
});
