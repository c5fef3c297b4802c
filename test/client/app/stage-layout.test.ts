import { expect, test } from 'vitest';
import { tileGap } from '../../../client/app/stage/grid-layout.ts';
import { type Rectangle, type Space, stageLayout } from '../../../client/app/stage/stage-layout.ts';

const spaces: Space[] = [
  { width: 0, height: 0 },
  { width: 40, height: 30 },
  { width: 304, height: 420 },
  { width: 344, height: 590 },
  { width: 724, height: 220 },
  { width: 1264, height: 680 },
  { width: 2544, height: 1310 },
  { width: 3824, height: 2030 },
];
const views = [null, 'person', 'screen'] as const;
const layout = (count: number, space: Space, large: (typeof views)[number] = null, page = 0) =>
  stageLayout({ space, gap: tileGap, count, page, large });

test.each(spaces)('in $width x $height everything lies inside and nothing on something else', space => {
  for (const large of views) {
    for (const count of [0, 1, 2, 3, 5, 12, 30, 200]) {
      const { large: big, tiles } = layout(count, space, large);
      const all = big ? [big, ...tiles] : tiles;
      for (const tile of all) expect(inside(tile, space)).toBe(true);
      all.forEach((tile, index) => {
        for (const other of all.slice(index + 1)) expect(overlap(tile, other)).toBe(false);
      });
    }
  }
});

test.each(spaces)('in $width x $height every tile is on exactly one page', space => {
  for (const large of views) {
    for (const count of [1, 2, 5, 12, 30, 200]) {
      const { pages } = layout(count, space, large);
      const onPages = Array.from(
        { length: pages },
        (_, page) => layout(count, space, large, page).tiles.length,
      );
      expect(onPages.reduce((sum, onPage) => sum + onPage, 0)).toBe(count);
      expect(Math.min(...onPages)).toBeGreaterThan(0);
    }
  }
});

test.each([
  [5, 344, 590, 1],
  [12, 344, 590, 2],
  [30, 344, 590, 3],
  [30, 1264, 680, 1],
  [49, 2544, 1310, 1],
  [50, 2544, 1310, 2],
])('%i people in %i x %i take %i pages', (count, width, height, pages) => {
  expect(layout(count, { width, height }).pages).toBe(pages);
});

test('no tile of a grid is too small for a face and a name', () => {
  for (const space of spaces.filter(({ width }) => width > 300)) {
    for (let count = 1; count <= 60; count += 1) {
      for (const { width, height } of layout(count, space).tiles) {
        expect(width).toBeGreaterThanOrEqual(130);
        expect(height).toBeGreaterThanOrEqual(90);
      }
    }
  }
});

test('a page that is gone becomes the last one', () => {
  expect(layout(3, { width: 344, height: 590 }, null, 7).page).toBe(0);
});

test('what is large takes most of the space', () => {
  for (const space of spaces.slice(2)) {
    const { large, tiles } = layout(5, space, 'person');
    const [first] = tiles;
    expect(area(large)).toBeGreaterThan(3 * area(first));
  }
});

function area(rectangle: Rectangle | null | undefined): number {
  return rectangle ? rectangle.width * rectangle.height : 0;
}

function inside({ x, y, width, height }: Rectangle, space: Space): boolean {
  return x >= 0 && y >= 0 && x + width <= space.width && y + height <= space.height;
}

function overlap(a: Rectangle, b: Rectangle): boolean {
  const across = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const down = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return across > 0 && down > 0;
}
