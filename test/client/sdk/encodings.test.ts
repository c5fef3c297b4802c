import { describe, expect, test } from 'vitest';
import { cameraEncodings, cameraLayers, screenEncodings } from '../../../client/sdk/encodings.ts';

describe('camera', () => {
  test('720p is sent as 180p, 360p and 720p with 150, 500 and 1,500 kbit/s', () => {
    expect(cameraEncodings({ width: 1280, height: 720 })).toEqual([
      { scaleResolutionDownBy: 4, maxBitrate: 150_000 },
      { scaleResolutionDownBy: 2, maxBitrate: 500_000 },
      { scaleResolutionDownBy: 1, maxBitrate: 1_500_000 },
    ]);
  });

  test.each([
    [1920, 1080, 3],
    [960, 540, 3],
    [720, 1280, 3],
    [640, 480, 2],
    [480, 270, 2],
    [320, 180, 1],
  ])('%i x %i has %i layers', (width, height, layers) => {
    expect(cameraLayers({ width, height })).toBe(layers);
    expect(cameraEncodings({ width, height })).toHaveLength(layers);
  });

  test('higher layers always get more, and the top one is never scaled', () => {
    for (const width of [320, 480, 640, 960, 1280, 1920]) {
      const encodings = cameraEncodings({ width, height: (width * 9) / 16 });
      const bitrates = encodings.map(encoding => encoding.maxBitrate ?? 0);
      expect(bitrates).toEqual([...bitrates].sort((a, b) => a - b));
      expect(encodings.at(-1)?.scaleResolutionDownBy).toBe(1);
    }
  });

  test('a track that does not tell its size gets two layers', () => {
    expect(cameraEncodings(undefined)).toHaveLength(2);
  });

  test('VP9 and AV1 carry their layers in one stream', () => {
    const size = { width: 1280, height: 720 };
    expect(cameraEncodings(size, 'VP9')).toEqual([{ scalabilityMode: 'L3T3_KEY', maxBitrate: 1_500_000 }]);
    expect(cameraEncodings({ width: 640, height: 360 }, 'VP9')).toMatchObject([
      { scalabilityMode: 'L2T3_KEY' },
    ]);
    expect(cameraEncodings(size, 'AV1')).toMatchObject([{ scalabilityMode: 'L1T3' }]);
    expect(screenEncodings('AV1')).toMatchObject([{ scalabilityMode: 'L1T3' }]);
  });
});

describe('screen', () => {
  test('has two layers, half and full, the full one at 2.5 Mbit/s and 15 pictures a second', () => {
    expect(screenEncodings()).toMatchObject([
      { scaleResolutionDownBy: 2, maxFramerate: 15 },
      { scaleResolutionDownBy: 1, maxFramerate: 15, maxBitrate: 2_500_000 },
    ]);
  });

  test('goes before cameras; priorities stand in the first encoding only, elsewhere Chromium refuses them', () => {
    const [first, ...others] = screenEncodings();
    expect(first).toMatchObject({ priority: 'high', networkPriority: 'high' });
    for (const other of others) expect(Object.keys(other)).not.toContain('networkPriority');
  });
});
