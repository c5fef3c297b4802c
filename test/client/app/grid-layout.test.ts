import { expect, test } from 'vitest';
import { gridFor } from '../../../client/app/stage/grid-layout.ts';

test.each([
  [1, 1280, 720, 1],
  [2, 1280, 720, 2],
  [2, 320, 640, 1],
  [4, 1280, 720, 2],
  [9, 1280, 720, 3],
  [25, 1920, 1080, 5],
])('%i tiles in %i x %i take %i columns', (count, width, height, columns) => {
  expect(gridFor(count, width, height, 8).columns).toBe(columns);
});

test('whatever the number and the window, everything fits and nothing has a negative size', () => {
  for (let count = 0; count <= 64; count += 1) {
    for (const [width, height] of [
      [0, 0],
      [320, 200],
      [360, 640],
      [1280, 800],
      [3840, 2160],
    ] as const) {
      const grid = gridFor(count, width, height, 8);
      expect(grid.columns * grid.rows).toBeGreaterThanOrEqual(count);
      expect(grid.tileWidth).toBeGreaterThanOrEqual(0);
      if (grid.tileWidth === 0) continue;
      expect(grid.columns * grid.tileWidth + (grid.columns - 1) * 8).toBeLessThanOrEqual(width);
      expect(grid.rows * grid.tileHeight + (grid.rows - 1) * 8).toBeLessThanOrEqual(height);
    }
  }
});
