import fc from 'fast-check';
import { expect, test } from 'vitest';
import { layerFor, layerSizes } from '../../server/rooms/layers.ts';
import { oneStream, simulcast, svc } from '../support/media.ts';

const hd = { width: 1280, height: 720 };
const size = (width: number, height: number) => ({ width, height });

test('each simulcast encoding is the full picture scaled down by what it says', () => {
  expect(layerSizes(simulcast().encodings, hd)).toEqual([size(320, 180), size(640, 360), hd]);
  const two = [{ rid: 'l', scaleResolutionDownBy: 3 }, { rid: 'h' }];
  expect(layerSizes(two, size(960, 540))).toEqual([size(320, 180), size(960, 540)]);
});

test('encodings that do not say are halved from one to the next', () => {
  const encodings = [{ rid: 'q' }, { rid: 'h' }, { rid: 'f' }];
  expect(layerSizes(encodings, hd)).toEqual([size(320, 180), size(640, 360), hd]);
});

test.each([
  ['L1T3', 1],
  ['L2T1', 2],
  ['L3T3', 3],
  ['L3T3_KEY', 3],
  ['S2T1h', 2],
])('one encoding of %s has %i spatial layers, each half of the next', (scalabilityMode, count) => {
  const sizes = layerSizes([{ ssrc: 1, scalabilityMode }], hd);
  expect(sizes).toHaveLength(count);
  expect(sizes.at(-1)).toEqual(hd);
  expect(sizes.at(-2) ?? size(640, 360)).toEqual(size(640, 360));
});

test('one plain encoding is the full picture', () => {
  expect(layerSizes(oneStream().encodings, hd)).toEqual([hd]);
  expect(layerSizes(svc().encodings, hd)).toHaveLength(3);
});

const sizes = layerSizes(simulcast().encodings, hd);

test.each([
  [size(1, 1), 0],
  [size(320, 180), 0],
  [size(426, 240), 0], // stretched by a third, which is not seen
  [size(428, 240), 1],
  [size(426, 242), 1],
  [size(640, 360), 1],
  [size(853, 480), 1],
  [size(855, 480), 2],
  [size(1280, 720), 2],
  [size(3840, 2160), 2],
  [size(200, 600), 2], // a tall tile is filled by height
])('a tile of %o gets layer %i of three', (tile, layer) => {
  expect(layerFor(sizes, tile)).toBe(layer);
});

test('no layers at all is layer 0', () => {
  expect(layerFor([], hd)).toBe(0);
});

test('a larger tile never gets a lower layer, and the layer is the first that is large enough', () => {
  const pixels = fc.integer({ min: 1, max: 4_096 });
  const tile = fc.record({ width: pixels, height: pixels });
  const scales = fc.uniqueArray(fc.integer({ min: 1, max: 16 }), { minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(tile, scales, tile, fc.nat(500), fc.nat(500), (full, divisors, small, wider, taller) => {
      const encodings = divisors
        .toSorted((a, b) => b - a)
        .map((scaleResolutionDownBy, index) => ({ rid: `r${index}`, scaleResolutionDownBy }));
      const ladder = layerSizes(encodings, full);
      const layer = layerFor(ladder, small);
      const fills = (index: number) => {
        const { width = 0, height = 0 } = ladder[index] ?? {};
        return width >= small.width * 0.75 && height >= small.height * 0.75;
      };
      expect(layerFor(ladder, size(small.width + wider, small.height + taller))).toBeGreaterThanOrEqual(
        layer,
      );
      expect(fills(layer) || layer === ladder.length - 1).toBe(true);
      expect(layer === 0 || !fills(layer - 1)).toBe(true);
    }),
    { seed: 20261120 },
  );
});
