/** When feeds send what, by a clock that the test moves. */
import { expect, test } from 'vitest';
import type { SentPacket } from '../transport/transport.ts';
import type { Clip } from './clip.ts';
import { soundClips, videoClips } from './clips.ts';
import { MediaClock } from './clock.ts';
import { SoundFeed } from './sound-feed.ts';
import { VideoFeed } from './video-feed.ts';

/** A clock that only moves when it is told to, and then in steps. */
function handClock(step = 1) {
  let now = 1000;
  const clock = new MediaClock(() => now);
  const pass = (milliseconds: number) => {
    for (const end = now + milliseconds; now < end; ) {
      now = Math.min(end, now + step);
      clock.turn();
    }
  };
  return { clock, pass };
}

type Sent = SentPacket & { at: number; layer: number };

function cameraOn(
  clock: MediaClock,
  clips: readonly Clip[] = videoClips('camera', 'VP8', true),
  phase = 0.5,
) {
  const sent: Sent[] = [];
  const feed = new VideoFeed({
    clock,
    timestamp: 2 ** 32 - 3000,
    phase,
    layers: clips.map((clip, layer) => ({
      clip,
      counters: { pictureId: 1, tl0PicIdx: 1 },
      send: packet => sent.push({ ...packet, at: clock.now, layer }),
    })),
  });
  return {
    feed,
    sent,
    framesOf: (layer: number) => sent.filter(each => each.layer === layer && each.marker),
  };
}

const isKey = ({ payload }: SentPacket) => (payload[0] ?? 0) & 0x10 && ((payload[6] ?? 1) & 1) === 0;

test('all layers in step, 30 frames a second, at the bitrate of the clips', () => {
  const { clock, pass } = handClock();
  const { sent, framesOf } = cameraOn(clock);
  pass(4000);
  for (const layer of [0, 1, 2]) {
    const frames = framesOf(layer);
    expect(Math.abs(frames.length - 120)).toBeLessThanOrEqual(3);
    expect(frames[1]?.timestamp).toBe(0);
    expect(frames[2]?.timestamp).toBe(3000);
  }
  const bitrate = (8 * sent.reduce((sum, { payload }) => sum + payload.length, 0)) / 4;
  expect(Math.abs(bitrate / 2_150_000 - 1)).toBeLessThan(0.1);
});

test('the packets of a large frame are spread', () => {
  const { clock, pass } = handClock();
  const { sent } = cameraOn(clock);
  pass(100);
  const most = Math.max(...sent.map(({ at }) => sent.filter(other => other.at === at).length));
  expect(sent.length).toBeGreaterThan(40);
  expect(most).toBeLessThanOrEqual(6);
});

test('a key frame that is asked for comes with the next frame, and not more often than twice a second', () => {
  const { clock, pass } = handClock();
  const { feed, sent } = cameraOn(clock, videoClips('camera', 'VP8', false));
  pass(1000);
  const keysSince = (at: number) => sent.filter(packet => packet.at > at && isKey(packet)).length;
  const began = clock.now;
  for (let asked = 0; asked < 10; asked += 1) {
    feed.requestKeyFrame(0);
    pass(100);
  }
  expect(sent.find(packet => packet.at > began && isKey(packet))?.at).toBeLessThan(began + 60);
  expect(keysSince(began)).toBe(2);
});

test('who was asked for a key frame together sends none of the next together', () => {
  const { clock, pass } = handClock();
  const cameras = [0.1, 0.5, 0.9].map(phase => cameraOn(clock, videoClips('camera', 'VP8', false), phase));
  pass(100);
  const asked = clock.now;
  for (const { feed } of cameras) feed.requestKeyFrame(0);
  pass(9000);
  const keyFrames = cameras.map(({ sent }) =>
    sent.filter(packet => packet.at > asked && isKey(packet)).map(({ at }) => at),
  );
  const [together = [], ...later] = [0, 1, 2].map(time => keyFrames.map(times => times[time] ?? 0));
  expect(Math.max(...together) - Math.min(...together)).toBeLessThan(500);
  for (const [first = 0, second = 0, third = 0] of later) {
    expect(first - second).toBeGreaterThan(500);
    expect(second - third).toBeGreaterThan(500);
  }
});

test('a layer that nobody wants is not sent, and begins with a key frame when somebody does', () => {
  const { clock, pass } = handClock();
  const { feed, sent, framesOf } = cameraOn(clock);
  pass(500);
  feed.want(0);
  pass(200); // what was waiting goes out
  const before = [framesOf(1).length, framesOf(2).length];
  pass(500);
  expect([framesOf(1).length, framesOf(2).length]).toEqual(before);
  const resumed = clock.now;
  feed.want(2);
  pass(200);
  const first = sent.find(({ at, layer }) => at > resumed && layer === 2);
  expect(first && isKey(first)).toBeTruthy();
  feed.want(null);
  pass(200);
  const { length } = sent;
  pass(500);
  expect(sent).toHaveLength(length);
});

test('speech is 50 packets a second; silence one of comfort noise each 400 ms, and time goes on', () => {
  const { clock, pass } = handClock();
  const sent: SentPacket[] = [];
  const feed = new SoundFeed({
    clock,
    clips: soundClips(),
    send: packet => sent.push(packet),
    timestamp: 0,
    phase: 0,
    speaking: true,
  });
  pass(990);
  expect(sent.length).toBe(50);
  expect(sent.map(({ marker }) => marker)).toEqual(sent.map((_, index) => index === 0));
  feed.setSpeaking(false);
  pass(2000);
  const silent = sent.splice(0).slice(50);
  expect(silent.length).toBe(5);
  expect(silent.every(({ marker, level = 0 }) => !marker && level < -60)).toBe(true);
  feed.setSpeaking(true);
  pass(990);
  expect(sent[0]).toMatchObject({ marker: true });
  expect(Math.abs((sent[0]?.timestamp ?? 0) - 2.99 * 48_000)).toBeLessThanOrEqual(960);
  expect(sent.length).toBe(50);
  feed.stop();
  pass(100);
  expect(sent.length).toBe(50);
});

test('what is late is made up for, and counted', () => {
  const { clock, pass } = handClock(100);
  const { framesOf } = cameraOn(clock);
  pass(2000);
  expect(framesOf(0).length).toBeGreaterThan(55);
  expect(clock.lateness.late).toBeGreaterThan(10);
  expect(clock.lateness.worst).toBeGreaterThan(50);
});
