/**
 * How many tiles a space can hold, and in how many columns they are largest. Pure arithmetic; all lengths in CSS pixels.
 */
export interface Grid {
  columns: number;
  rows: number;
  tileWidth: number;
  tileHeight: number;
}

/** Between the tiles of the page. */
export const tileGap = 8;

// A camera's picture is 16:9. It may lose some of its sides so that the tiles fill the space, on an upright phone more than half.
const widest = 16 / 9;
const narrowest = { landscape: 4 / 3, portrait: 3 / 4 };

/** No tile is smaller than this where there is room for one: a face can be made out and a name read. */
const smallest = { compact: { width: 136, height: 92 }, roomy: { width: 192, height: 108 } };
const compactBelow = 480;
/** More pictures than this at once tire the reader and the machine. */
const mostOnPage = 49;

/** How many tiles of a sensible size fit; at least one. */
export function capacityOf(width: number, height: number, gap: number): number {
  const tile = Math.min(width, height) < compactBelow ? smallest.compact : smallest.roomy;
  const fitting = (space: number, size: number) => Math.max(1, Math.floor((space + gap) / (size + gap)));
  return Math.min(mostOnPage, fitting(width, tile.width) * fitting(height, tile.height));
}

/** The grid that shows the most of `count` pictures in a space of that size, with `gap` between the tiles. */
export function gridFor(count: number, width: number, height: number, gap: number): Grid {
  let best: Grid = { columns: 1, rows: Math.max(1, count), tileWidth: 0, tileHeight: 0 };
  const upright = width < height;
  for (let columns = 1; columns <= count; columns += 1) {
    const rows = Math.ceil(count / columns);
    const cellWidth = (width - gap * (columns - 1)) / columns;
    const cellHeight = (height - gap * (rows - 1)) / rows;
    const tile = tileIn(cellWidth, cellHeight, upright);
    if (tile.width * tile.height > best.tileWidth * best.tileHeight) {
      best = { columns, rows, tileWidth: tile.width, tileHeight: tile.height };
    }
  }
  return best;
}

/** The largest picture of a person in that space. */
export function tileIn(
  spaceWidth: number,
  spaceHeight: number,
  upright: boolean,
): { width: number; height: number } {
  const width = Math.floor(Math.max(0, Math.min(spaceWidth, spaceHeight * widest)));
  const tallest = width / (upright ? narrowest.portrait : narrowest.landscape);
  return { width, height: Math.floor(Math.max(0, Math.min(spaceHeight, tallest))) };
}
