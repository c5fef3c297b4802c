import { beforeEach, expect, test } from 'vitest';
import { PushToTalk } from '../../../client/app/controls/push-to-talk.ts';
import { SpeechDetector } from '../../../client/app/controls/speech-detector.ts';

let on: boolean;
let switched: boolean[];
let talk: PushToTalk;

beforeEach(() => {
  on = false;
  switched = [];
  talk = new PushToTalk({
    isOn: () => on,
    setOn: now => {
      on = now;
      switched.push(now);
      talk.switched(now);
    },
    changed: () => {},
  });
});

test('is heard for as long as it is held', () => {
  expect(talk.down(false)).toBe(true);
  expect(talk.down(true)).toBe(true);
  expect(on).toBe(true);
  expect(talk.up()).toBe(true);
  expect(switched).toEqual([true, false]);
});

test('changes nothing for who is not muted', () => {
  on = true;
  expect(talk.down(false)).toBe(false);
  expect(talk.up()).toBe(false);
  expect(switched).toEqual([]);
});

test('a key that was held before begins nothing', () => {
  expect(talk.down(true)).toBe(false);
  expect(on).toBe(false);
});

test('letting go twice, as by another window and by the key, mutes once', () => {
  talk.down(false);
  talk.up();
  on = true; // un-muted on purpose meanwhile
  expect(talk.up()).toBe(false);
  expect(on).toBe(true);
});

test('a mute while it is held ends the hold', () => {
  talk.down(false);
  on = false;
  talk.switched(false);
  expect(talk.held).toBe(false);
  // Whoever un-mutes on purpose now stays un-muted when the key comes up.
  on = true;
  talk.switched(true);
  expect(talk.up()).toBe(false);
  expect(on).toBe(true);
});

const quiet = 0.1;
const loud = 0.7;

/** Milliseconds until speech was detected in levels that come 60 times a second. */
function detectedAfter(level: (at: number) => number): number | undefined {
  const detector = new SpeechDetector();
  for (let at = 0; at < 10_000; at += 1000 / 60) if (detector.heard(level(at), at)) return at;
  return undefined;
}

test('speech is loud for a while', () => {
  expect(detectedAfter(() => loud)).toBeLessThan(600);
  // Syllables.
  expect(detectedAfter(at => (at % 250 < 160 ? loud : quiet))).toBeLessThan(2_000);
});

test('silence, a click each second and a cough are not speech', () => {
  expect(detectedAfter(() => quiet)).toBeUndefined();
  expect(detectedAfter(at => (at % 1000 < 80 ? loud : quiet))).toBeUndefined();
  expect(detectedAfter(at => (at > 1000 && at < 1300 ? loud : quiet))).toBeUndefined();
});

test('a pause of the page is not speech', () => {
  const detector = new SpeechDetector();
  detector.heard(loud, 0);
  expect(detector.heard(loud, 5_000)).toBe(false);
});
