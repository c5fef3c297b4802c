import { Value } from 'typebox/value';
import { expect, test } from 'vitest';
import { maxNamedProducers } from '#protocol/interest.ts';
import { Pixels } from '#protocol/shapes.ts';
import { type Attention, interestOf, maxNamed, maxPixels, type Tile } from '../../../client/sdk/interest.ts';

const attention: Attention = { hidden: false, dominant: null, expected: { width: 320, height: 180 } };

function tile(peerId: string, width: number, source: Tile['source'] = 'camera'): Tile {
  return { producerId: `${peerId}-${source}`, peerId, source, width, height: (width * 9) / 16 };
}

function order(tiles: Tile[], change: Partial<Attention> = {}): string[] {
  return interestOf(tiles, { ...attention, ...change }).video.map(wanted => wanted.producerId);
}

test('screens come first, then the dominant speaker, then larger tiles', () => {
  const tiles = [tile('a', 320), tile('b', 640), tile('c', 160), tile('b', 320, 'screen')];
  expect(order(tiles, { dominant: 'c' })).toEqual(['b-screen', 'c-camera', 'b-camera', 'a-camera']);
});

test('what cannot be seen comes last and is wanted at no size, whoever it is', () => {
  const tiles = [tile('a', 0), tile('b', 320)];
  const { video } = interestOf(tiles, { ...attention, dominant: 'a' });
  expect(video).toEqual([
    { producerId: 'b-camera', width: 320, height: 192 },
    { producerId: 'a-camera', width: 0, height: 0 },
  ]);
});

test('a hidden page wants sound and no picture, also of those who come later', () => {
  const interest = interestOf([tile('a', 320)], { ...attention, hidden: true });
  expect(interest).toEqual({
    audio: 'all',
    video: [{ producerId: 'a-camera', width: 0, height: 0 }],
    otherVideo: { width: 0, height: 0 },
  });
});

test('small changes of size and the order of the tiles change nothing', () => {
  const before = interestOf([tile('a', 330), tile('b', 330)], attention);
  expect(interestOf([tile('b', 331), tile('a', 332)], attention)).toEqual(before);
});

test('never names more than the protocol allows, nor sizes beyond it', () => {
  const tiles = Array.from({ length: 200 }, (_, index) => tile(`p${index}`, 40_000));
  const { video } = interestOf(tiles, attention);
  expect(video).toHaveLength(128);
  expect(Math.max(...video.map(wanted => wanted.width))).toBe(16_384);
});

test('its bounds are those of the protocol', () => {
  expect(maxNamed).toBe(maxNamedProducers);
  expect([maxPixels, maxPixels + 1].map(length => Value.Check(Pixels, length))).toEqual([true, false]);
});
