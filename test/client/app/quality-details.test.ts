import { expect, test } from 'vitest';
import { bitrateOf, groupsOf } from '../../../client/app/quality/details-rows.ts';
import { bits } from '../../../client/app/quality/numbers.ts';
import { supportText } from '../../../client/app/quality/support-text.ts';
import { StatsReader } from '../../../client/sdk/stats.ts';
import { recorded } from '../sdk/recorded/read.ts';

const encodings = [150_000, 500_000, 1_500_000].map((maxBitrate, index) => ({
  rid: `r${index}`,
  active: index < 2,
  maxBitrate,
}));

function stats() {
  const [first, second] = recorded('chromium');
  if (!first || !second) throw new Error('two samples were recorded');
  const reader = new StatsReader();
  const sent = [
    { producerId: 'c', source: 'camera' as const, paused: false, mid: '1', encodings },
    { producerId: 'm', source: 'microphone' as const, paused: false, mid: '0', encodings: [] },
  ];
  const received = ['bob', 'cy'].flatMap(peerId => [
    { producerId: `${peerId} m`, peerId, source: 'microphone' as const, mid: '0', sentToUs: null },
    {
      producerId: `${peerId} c`,
      peerId,
      source: 'camera' as const,
      mid: '1',
      sentToUs: { layers: { spatial: 1, temporal: 2 }, limit: 'network' as const },
    },
  ]);
  reader.read({ reports: first, sent, received }, 0);
  return reader.read({ reports: second, sent, received }, 2_000);
}

const bob = { peerId: 'bob', own: false, source: 'camera' } as const;
const self = { peerId: 'ann', own: true, source: 'camera' } as const;

test('of a peer: picture, sound and the path, with the layer and why', () => {
  const groups = groupsOf(stats(), bob);
  expect(groups.map(({ title }) => title)).toEqual(['Picture', 'Sound', 'Path to the server']);
  const picture = new Map(groups[0]?.rows);
  expect(picture.get('Codec')).toBe('VP8 (libvpx)');
  expect(picture.get('Resolution')).toBe('640 × 360, 20 fps');
  expect(picture.get('Layer')).toBe('spatial 1, temporal 2');
  expect(picture.get('Limited by')).toBe('your download');
  expect(picture.get('Freezes')).toBe('0 (0.0 s)');
  expect(new Map(groups[1]?.rows).get('Codec')).toBe('opus');
  expect(new Map(groups[2]?.rows).get('Way')).toBe('directly, by UDP (host → host)');
});

test('of yourself: each layer, and which nobody receives', () => {
  const [picture, , path] = groupsOf(stats(), self);
  const rows = new Map(picture?.rows);
  expect(rows.get('Layer sent 0')).toMatch(/^320 × 180, 20 fps, \d+ kbit\/s of \d+ kbit\/s$/);
  expect(rows.get('Layer sent 2')).toBe('off: nobody receives it');
  expect(new Map(path?.rows).get('Upload available')).toBe('2.1 Mbit/s');
});

test('of somebody without anything: the path', () => {
  const groups = groupsOf(stats(), { ...bob, peerId: 'dan' });
  expect(groups.map(({ title }) => title)).toEqual(['Path to the server']);
  expect(bitrateOf(stats(), { ...bob, peerId: 'dan' })).toBe(0);
});

test('what support gets has neither addresses nor the numbers of others', () => {
  const good = { level: 'good', limit: null } as const;
  const circumstances = {
    quality: good,
    ownQuality: good,
    bitrates: [1, 2],
    userAgent: 'Test',
    date: new Date(0),
  };
  const text = supportText(stats(), bob, circumstances);
  const { received, sent, recvPath, date } = JSON.parse(text);
  expect(date).toBe('1970-01-01T00:00:00.000Z');
  expect(received.map((each: { peerId: string }) => each.peerId)).toEqual(['bob', 'bob']);
  expect(sent).toEqual([]);
  expect(recvPath.protocol).toBe('udp');
  expect(text).not.toMatch(/\d+\.\d+\.\d+\.\d+|address|fingerprint|usernameFragment|cy/);
});

test('bitrates are read as people say them', () => {
  expect([0, 900, 512_400, 999_600, 1_240_000].map(bits)).toEqual([
    '0 kbit/s',
    '1 kbit/s',
    '512 kbit/s',
    '1.0 Mbit/s',
    '1.2 Mbit/s',
  ]);
  expect(bits(null)).toBeUndefined();
});
