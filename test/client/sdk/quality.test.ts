import { expect, test } from 'vitest';
import type { Quality } from '#protocol/signals.ts';
import type { PathState } from '../../../client/sdk/generation.ts';
import { QualityAssessment } from '../../../client/sdk/quality.ts';
import type { CallStats, ReceivedStats, SentLayer, SentStats } from '../../../client/sdk/stats.ts';

const good: Quality = { level: 'good', limit: null };
const path: CallStats['sendPath'] = {
  protocol: 'udp',
  relayed: false,
  localCandidate: 'host',
  remoteCandidate: 'host',
  roundTrip: 20,
  availableOutgoing: 3_000_000,
  bytesSent: 0,
  bytesReceived: 0,
  sending: 0,
  receiving: 0,
};

function layer(wanted: number, change: Partial<SentLayer> = {}): SentLayer {
  const rates = { framesPerSecond: 30, bitrate: wanted, target: wanted, wanted };
  return { rid: null, active: true, width: 320, height: 180, ...rates, ...change };
}
const top = (change: Partial<SentLayer> = {}) => [layer(150_000), layer(500_000), layer(1_500_000, change)];
const stopped = { framesPerSecond: 0, bitrate: 0, target: 0 };
const onlyLowest = [layer(150_000), layer(500_000, stopped), layer(1_500_000, stopped)];

function camera(change: Partial<SentStats> = {}): SentStats {
  return {
    producerId: 'c',
    source: 'camera',
    paused: false,
    codec: 'VP8',
    encoder: 'libvpx',
    bitrate: 2_000_000,
    limit: 'none',
    lossPercent: 0,
    packetsLost: 0,
    roundTrip: 20,
    framesCaptured: 60,
    layers: top(),
    ...change,
  };
}

function seen(change: Partial<ReceivedStats> = {}): ReceivedStats {
  return {
    producerId: 'b',
    peerId: 'bob',
    source: 'camera',
    codec: 'VP8',
    decoder: 'libvpx',
    width: 640,
    height: 360,
    framesPerSecond: 30,
    framesDecoded: 300,
    bitrate: 500_000,
    lossPercent: 0,
    packetsLost: 0,
    jitter: 3,
    jitterBuffer: 40,
    freezes: 0,
    frozen: 0,
    concealedPercent: null,
    layers: { spatial: 1, temporal: 2 },
    limit: null,
    ...change,
  };
}

/** A call that is sampled every 2 s. */
class Sampled {
  readonly #assessment = new QualityAssessment();
  #at = 0;

  /** The assessment after so many samples. */
  after(
    samples: number,
    { sent = [camera()], received = [seen()] }: { sent?: SentStats[]; received?: ReceivedStats[] } = {},
    { path: state = 'connected', excused = [] }: { path?: PathState; excused?: string[] } = {},
  ): Quality {
    let quality = good;
    for (let sample = 0; sample < samples; sample += 1) {
      this.#at += 2_000;
      quality = this.#assessment.assess(
        { at: this.#at, sent, received, sendPath: path, recvPath: path },
        { path: state, isExcused: ({ peerId }) => excused.includes(peerId) },
      );
    }
    return quality;
  }
}

test('a call without trouble is good', () => {
  expect(new Sampled().after(20)).toEqual(good);
});

test('loss on the way up makes it fair, more of it poor, and it takes a while to be good again', () => {
  const call = new Sampled();
  const lossy = (lossPercent: number) => ({ sent: [camera({ lossPercent })] });
  expect(call.after(2, lossy(6))).toEqual(good);
  expect(call.after(1, lossy(6))).toEqual({ level: 'fair', limit: 'upload' });
  expect(call.after(2, lossy(30))).toEqual({ level: 'poor', limit: 'upload' });
  expect(call.after(2)).toEqual({ level: 'poor', limit: 'upload' });
  expect(call.after(1)).toEqual(good);
});

test('a single bad sample is nothing', () => {
  const call = new Sampled();
  for (let round = 0; round < 5; round += 1) {
    call.after(1, { sent: [camera({ lossPercent: 40 })] });
    expect(call.after(3)).toEqual(good);
  }
});

test('two lost packets of a silent microphone are not a tenth of all', () => {
  const microphone = camera({
    producerId: 'm',
    source: 'microphone',
    bitrate: 1_000,
    lossPercent: 30,
    layers: [],
  });
  expect(new Sampled().after(10, { sent: [microphone, camera()] })).toEqual(good);
});

test('a browser that finds its way up at first is not slow', () => {
  const call = new Sampled();
  const rising = { sent: [camera({ limit: 'bandwidth', layers: onlyLowest })] };
  expect(call.after(5, rising)).toEqual(good);
  expect(call.after(10)).toEqual(good);
});

test('a browser that stays without the better layers is', () => {
  const call = new Sampled();
  call.after(5);
  expect(call.after(3, { sent: [camera({ limit: 'bandwidth', layers: top(stopped) })] })).toEqual({
    level: 'fair',
    limit: 'upload',
  });
  expect(call.after(2, { sent: [camera({ limit: 'bandwidth', layers: onlyLowest })] })).toEqual({
    level: 'poor',
    limit: 'upload',
  });
});

test('layers that nobody wants are not missed, and get time to come back', () => {
  const call = new Sampled();
  const unwanted = top({ ...stopped, active: false });
  expect(call.after(20, { sent: [camera({ limit: 'bandwidth', layers: unwanted })] })).toEqual(good);
  const back = camera({ limit: 'bandwidth', layers: top(stopped) });
  expect(call.after(5, { sent: [back] })).toEqual(good);
});

test('neither a camera that is off nor a screen that stands still is slow', () => {
  const dark = camera({ paused: true, lossPercent: 50, limit: 'bandwidth', layers: onlyLowest });
  const still = camera({
    source: 'screen',
    framesCaptured: 0,
    layers: [layer(600_000, { framesPerSecond: 0 })],
  });
  expect(new Sampled().after(20, { sent: [dark, still] })).toEqual(good);
});

test('a browser that does not say what limits it is judged by what it stopped', () => {
  const firefox = (layers: SentLayer[]) => ({ sent: [camera({ limit: null, layers })] });
  expect(new Sampled().after(20, firefox(top(stopped)))).toEqual(good);
  expect(new Sampled().after(20, firefox(onlyLowest))).toEqual({ level: 'fair', limit: 'upload' });
});

test('a long way is slow up, unless it is the way down that is full', () => {
  const far = { sent: [camera({ roundTrip: 600 })] };
  expect(new Sampled().after(10, far)).toEqual({ level: 'fair', limit: 'upload' });
  expect(new Sampled().after(10, { ...far, received: [seen({ lossPercent: 8 })] })).toEqual({
    level: 'fair',
    limit: 'download',
  });
});

test('a computer that cannot keep up', () => {
  expect(new Sampled().after(5, { sent: [camera({ limit: 'cpu' })] })).toEqual({
    level: 'fair',
    limit: 'cpu',
  });
  const stuttering = camera({ limit: 'cpu', layers: [layer(150_000, { framesPerSecond: 4 })] });
  expect(new Sampled().after(5, { sent: [stuttering] })).toEqual({ level: 'poor', limit: 'cpu' });
});

test('a way down that carries only smaller pictures is fair, without any poor', () => {
  const thin = { received: [seen({ limit: 'network' })] };
  const call = new Sampled();
  call.after(1);
  expect(call.after(10, thin)).toEqual(good); // the server, too, feels its way at first
  expect(call.after(1, thin)).toEqual({ level: 'fair', limit: 'download' });
  const none = { received: [seen({ limit: 'network', layers: null })] };
  expect(call.after(2, none)).toEqual({ level: 'poor', limit: 'download' });
});

test('a picture that has lost a layer proves it sooner than one that never had it', () => {
  const call = new Sampled();
  call.after(1);
  const less = { received: [seen({ limit: 'network', layers: { spatial: 0, temporal: 2 } })] };
  expect(call.after(3, less)).toEqual({ level: 'fair', limit: 'download' });
});

test('a tile that has just become larger is no proof', () => {
  const call = new Sampled();
  call.after(5, { received: [seen({ layers: { spatial: 0, temporal: 2 } })] });
  expect(
    call.after(5, { received: [seen({ limit: 'network', layers: { spatial: 0, temporal: 2 } })] }),
  ).toEqual(good);
  expect(call.after(5)).toEqual(good);
});

test('what the publisher does not send is not for the receiver to answer for', () => {
  const less = { received: [seen({ limit: 'publisher', layers: null })] };
  expect(new Sampled().after(20, less)).toEqual(good);
  const broken = { received: [seen({ lossPercent: 30 })] };
  expect(new Sampled().after(20, broken, { excused: ['bob'] })).toEqual(good);
  expect(new Sampled().after(20, broken)).toEqual({ level: 'poor', limit: 'download' });
});

test('what a single one of several loses is theirs, and so is what they report in time', () => {
  const lossy = seen({ lossPercent: 30 });
  const clean = seen({ producerId: 'd', peerId: 'dan' });
  expect(new Sampled().after(20, { received: [lossy, clean] })).toEqual(good);
  const call = new Sampled();
  call.after(5);
  expect(call.after(3, { received: [lossy] })).toEqual(good);
  expect(call.after(5, { received: [lossy] }, { excused: ['bob'] })).toEqual(good);
  expect(call.after(4, { received: [lossy] })).toEqual({ level: 'poor', limit: 'download' });
});

test('without a path it is interrupted at once, and on a new one everything begins anew', () => {
  const call = new Sampled();
  call.after(10, { sent: [camera({ lossPercent: 30 })] });
  expect(call.after(1, {}, { path: 'interrupted' })).toEqual({ level: 'poor', limit: 'interrupted' });
  expect(call.after(1, { sent: [camera({ lossPercent: 30 })] })).toEqual(good);
});
