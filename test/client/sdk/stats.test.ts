import { describe, expect, test } from 'vitest';
import { type CallStats, StatsReader } from '../../../client/sdk/stats.ts';
import type { ReceivedSource } from '../../../client/sdk/stats-received.ts';
import type { SentSource } from '../../../client/sdk/stats-sent.ts';
import { recorded } from './recorded/read.ts';

const layers = [150_000, 500_000, 1_500_000].map((maxBitrate, index) => ({
  rid: `r${index}`,
  active: true,
  maxBitrate,
}));
const camera: SentSource = { producerId: 'c', source: 'camera', paused: false, mid: '1', encodings: layers };
const microphone: SentSource = {
  producerId: 'm',
  source: 'microphone',
  paused: false,
  mid: '0',
  encodings: [],
};
const seen = (producerId: string, mid: string): ReceivedSource => ({
  producerId,
  peerId: 'bob',
  source: mid === '0' ? 'microphone' : 'camera',
  mid,
  sentToUs: mid === '0' ? null : { layers: { spatial: 1, temporal: 2 }, limit: 'network' },
});
const sources = { sent: [microphone, camera], received: [seen('bm', '0'), seen('bc', '1')] };

function read(browser: 'chromium' | 'firefox', sent = sources.sent): [CallStats, CallStats] {
  const [first, second] = recorded(browser);
  if (!first || !second) throw new Error('two samples were recorded');
  const reader = new StatsReader();
  return [
    reader.read({ reports: first, ...sources, sent }, 10_000),
    reader.read({ reports: second, ...sources, sent }, 12_000),
  ];
}

describe('of Chromium', () => {
  const [first, second] = read('chromium');

  test('each layer of what is sent, the lowest first', () => {
    const sent = second.sent[1];
    expect(sent).toMatchObject({
      source: 'camera',
      codec: 'VP8',
      encoder: 'libvpx',
      limit: 'none',
      lossPercent: 0,
    });
    expect(sent?.roundTrip).toBeGreaterThanOrEqual(0);
    expect(sent?.framesCaptured).toBe(41); // 20 fps, for 2 s
    expect(sent?.layers).toMatchObject([
      { rid: 'r0', active: true, width: 320, height: 180, framesPerSecond: 20, wanted: 150_000 },
      { rid: 'r1', active: true, width: 640, height: 360, framesPerSecond: 20, wanted: 500_000 },
      { rid: 'r2', active: true, width: 1280, height: 720, wanted: 1_500_000 },
    ]);
    for (const layer of sent?.layers ?? []) {
      expect(layer.target).toBeGreaterThan(100_000);
      expect(layer.bitrate).toBeGreaterThan(50_000);
    }
    expect(sent?.bitrate).toBe(sent?.layers.reduce((all, { bitrate }) => all + (bitrate ?? 0), 0));
  });

  test('what arrives, and why not in a better layer', () => {
    const [sound, picture] = second.received;
    expect(sound).toMatchObject({
      source: 'microphone',
      codec: 'opus',
      lossPercent: 0,
      width: null,
      freezes: null,
    });
    expect(sound?.concealedPercent).toBe(0.1);
    expect(picture).toMatchObject({ codec: 'VP8', width: 640, height: 360, framesPerSecond: 20, freezes: 0 });
    expect(picture).toMatchObject({
      decoder: 'libvpx',
      layers: { spatial: 1, temporal: 2 },
      limit: 'network',
    });
    expect(picture?.jitterBuffer).toBeGreaterThan(0);
    expect(picture?.bitrate).toBeGreaterThan(50_000);
  });

  test('the path, and no address of anybody', () => {
    expect(second.sendPath).toMatchObject({ protocol: 'udp', relayed: false, localCandidate: 'host' });
    expect(second.sendPath.availableOutgoing).toBeGreaterThan(1_000_000);
    expect(second.sendPath.sending).toBeGreaterThan(500_000);
    expect(second.recvPath.receiving).toBeGreaterThan(100_000);
  });

  test('no rates in the first sample', () => {
    expect(first.sent[1]).toMatchObject({ bitrate: null, lossPercent: null, codec: 'VP8' });
    expect(first.received[1]).toMatchObject({ bitrate: null, lossPercent: null, jitterBuffer: null });
    expect(first.sendPath.sending).toBeNull();
  });
});

describe('of Firefox', () => {
  const [, second] = read('firefox');

  test('what it tells, and null for what it does not', () => {
    expect(second.sent[1]).toMatchObject({ codec: 'VP8', limit: null, encoder: null, lossPercent: 0 });
    expect(second.sent[1]?.layers.map(({ width }) => width)).toEqual([320, 640, 0]);
    expect(second.sent[1]?.layers[2]).toMatchObject({ framesPerSecond: 0, bitrate: 0, target: null });
    expect(second.received[0]).toMatchObject({ codec: 'opus', lossPercent: 0 });
    expect(second.received[1]).toMatchObject({ codec: 'VP8', width: 640, decoder: null });
    expect(second.received[1]?.framesPerSecond).toBeGreaterThan(25);
    expect(second.sendPath).toMatchObject({ protocol: 'udp', relayed: false, availableOutgoing: null });
    expect(second.sendPath.sending).toBeGreaterThan(100_000);
  });
});

test('the stream of bandwidth probes is nobody', () => {
  const [, reports] = recorded('chromium');
  if (!reports) throw new Error('two samples were recorded');
  expect([...reports.recv.values()].some(({ ssrc }) => ssrc === 1234)).toBe(true);
  const received = [seen('probe', 'probator')];
  const stats = new StatsReader().read({ reports, sent: [], received }, 0);
  expect(stats.received[0]).toMatchObject({ codec: null, packetsLost: 0, bitrate: null });
});

test('a layer that nobody wants is told as such, and so is a source that is paused', () => {
  const encodings = layers.map((layer, index) => ({ ...layer, active: index === 0 }));
  const [, wanted] = read('chromium', [{ ...camera, encodings }]);
  expect(wanted.sent[0]?.layers.map(({ active }) => active)).toEqual([true, false, false]);
  const [, paused] = read('chromium', [{ ...camera, paused: true }]);
  expect(paused.sent[0]?.layers.map(({ active }) => active)).toEqual([false, false, false]);
});

test('what is still being built has no numbers yet', () => {
  const [, second] = read('chromium', [{ ...camera, mid: undefined }]);
  expect(second.sent[0]).toMatchObject({ codec: null, bitrate: null, layers: [] });
});

test('who asks often gets the rates of the last second all the same', () => {
  const [first, second] = recorded('chromium');
  if (!first || !second) throw new Error('two samples were recorded');
  const reader = new StatsReader();
  reader.read({ reports: first, ...sources }, 10_000);
  const once = reader.read({ reports: second, ...sources }, 12_000);
  const again = reader.read({ reports: second, ...sources }, 12_100);
  expect(again.sent[1]?.bitrate).toBe(once.sent[1]?.bitrate);
});
