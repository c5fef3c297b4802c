/**
 * Where every tile of a page lies. Pure arithmetic; lengths in CSS pixels, from the corner where reading begins, so that the same numbers
 * serve both directions of writing.
 */
import { capacityOf, gridFor, tileIn } from './grid-layout.ts';

export interface Rectangle {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface Space {
  width: number;
  height: number;
}

export interface Wanted {
  space: Space;
  gap: number;
  /** How many tiles there are on all pages, the large one not counted. */
  count: number;
  /** Counted from 0; one that is not there any more becomes the last there is. */
  page: number;
  /** What is shown large: a shared screen is never cropped and takes what it can get. */
  large: 'person' | 'screen' | null;
}

export interface StageLayout {
  large: Rectangle | null;
  /** Those of this page. */
  tiles: Rectangle[];
  page: number;
  pages: number;
  pageSize: number;
}

export function stageLayout(wanted: Wanted): StageLayout {
  const { space, gap, count, large } = wanted;
  const whole = { x: 0, y: 0, ...space };
  if (large === null) {
    const pageSize = capacityOf(space.width, space.height, gap);
    return { large: null, ...paged(wanted, pageSize, onPage => gridIn(whole, onPage, gap)) };
  }
  if (count === 0) {
    return { large: largeIn(whole, large), ...paged(wanted, 1, () => []) };
  }
  return space.width > space.height ? besideStrip(wanted, large) : aboveStrip(wanted, large);
}

function paged(
  { count, page }: Wanted,
  pageSize: number,
  place: (onPage: number) => Rectangle[],
): Omit<StageLayout, 'large'> {
  const pages = Math.max(1, Math.ceil(count / pageSize));
  const shown = Math.max(0, Math.min(page, pages - 1));
  const onPage = Math.min(pageSize, count - shown * pageSize);
  return { tiles: place(onPage), page: shown, pages, pageSize };
}

/** One column at the end of the lines. */
function besideStrip(wanted: Wanted, large: 'person' | 'screen'): StageLayout {
  const { space, gap } = wanted;
  const width = Math.floor(Math.min(340, Math.max(112, space.width * 0.18), space.width / 2));
  const height = Math.floor((width * 9) / 16);
  const pageSize = Math.max(1, Math.floor((space.height + gap) / (height + gap)));
  const strip = { x: space.width - width, y: 0, width, height: space.height };
  const rest = { x: 0, y: 0, width: Math.max(0, strip.x - gap), height: space.height };
  const tile = { width, height: Math.min(height, space.height) };
  return {
    large: largeIn(rest, large),
    ...paged(wanted, pageSize, onPage => rowsIn(strip, onPage, 1, tile, gap)),
  };
}

/** Some rows below. */
function aboveStrip(wanted: Wanted, large: 'person' | 'screen'): StageLayout {
  const { space, gap, count } = wanted;
  if (large === 'screen') return aboveGrid(wanted);
  const columns = Math.max(1, Math.round(space.width / 190), Math.min(3, Math.floor(space.width / 96)));
  const width = Math.floor((space.width - gap * (columns - 1)) / columns);
  const height = Math.floor(width * 0.75);
  const fitting = Math.max(1, Math.floor((space.height * 0.4 + gap) / (height + gap)));
  const rows = Math.min(fitting, Math.ceil(count / columns));
  const stripHeight = Math.min(rows * (height + gap) - gap, Math.floor(space.height / 2));
  const strip = below(space, space.height - stripHeight);
  const tile = { width, height: Math.min(height, stripHeight) };
  return {
    large: largeIn({ x: 0, y: 0, width: space.width, height: Math.max(0, strip.y - gap) }, large),
    ...paged(wanted, rows * columns, onPage => rowsIn(strip, onPage, columns, tile, gap)),
  };
}

/** A screen needs no more height than its width allows: what it leaves is for the people. */
function aboveGrid(wanted: Wanted): StageLayout {
  const { space, gap } = wanted;
  const height = Math.floor(Math.min(space.height * 0.6, (space.width * 10) / 16));
  const rest = below(space, height + gap);
  const pageSize = capacityOf(rest.width, rest.height, gap);
  return {
    large: { x: 0, y: 0, width: space.width, height },
    ...paged(wanted, pageSize, onPage => gridIn(rest, onPage, gap)),
  };
}

function below({ width, height }: Space, from: number): Rectangle {
  const y = Math.min(from, height);
  return { x: 0, y, width, height: height - y };
}

function largeIn(space: Rectangle, large: 'person' | 'screen'): Rectangle {
  if (large === 'screen') return space;
  const { width, height } = tileIn(space.width, space.height, space.width < space.height);
  return {
    x: space.x + Math.floor((space.width - width) / 2),
    y: space.y + Math.floor((space.height - height) / 2),
    width,
    height,
  };
}

function gridIn(space: Rectangle, count: number, gap: number): Rectangle[] {
  const { columns, tileWidth, tileHeight } = gridFor(count, space.width, space.height, gap);
  return rowsIn(space, count, columns, { width: tileWidth, height: tileHeight }, gap);
}

/** Rows of tiles in the middle of the space; in the middle of its row, too, what does not fill the last one. */
function rowsIn(space: Rectangle, count: number, columns: number, tile: Space, gap: number): Rectangle[] {
  const { width, height } = tile;
  const rows = Math.ceil(count / columns);
  const top = space.y + Math.floor((space.height - rows * (height + gap) + gap) / 2);
  return Array.from({ length: count }, (_, index) => {
    const row = Math.floor(index / columns);
    const inRow = Math.min(columns, count - row * columns);
    const left = space.x + Math.floor((space.width - inRow * (width + gap) + gap) / 2);
    return { x: left + (index % columns) * (width + gap), y: top + row * (height + gap), width, height };
  });
}
