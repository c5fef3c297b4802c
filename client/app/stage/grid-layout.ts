/**
 * How many columns make the tiles of a grid as large as the space allows. Pure arithmetic.
 */
export interface Grid {
  columns: number;
  rows: number;
  /** CSS pixels. */
  tileWidth: number;
  tileHeight: number;
}

const aspect = 16 / 9;

/** CSS pixels between the tiles of the page. */
export const tileGap = 8;

/** The best grid for `count` tiles of 16:9 in a space of that size, with `gap` between them; all in CSS pixels. */
export function gridFor(count: number, width: number, height: number, gap: number): Grid {
  let best: Grid = { columns: 1, rows: Math.max(1, count), tileWidth: 0, tileHeight: 0 };
  for (let columns = 1; columns <= count; columns += 1) {
    const rows = Math.ceil(count / columns);
    const byWidth = (width - gap * (columns - 1)) / columns;
    const byHeight = ((height - gap * (rows - 1)) / rows) * aspect;
    const tileWidth = Math.floor(Math.max(0, Math.min(byWidth, byHeight)));
    if (tileWidth > best.tileWidth) {
      best = { columns, rows, tileWidth, tileHeight: Math.floor(tileWidth / aspect) };
    }
  }
  return best;
}
