/**
 * From the tiles on a page to the interest that is declared: which videos, how large, in what order of importance.
 * Pure: no DOM, no timers.
 */
import type { Interest } from '#protocol/interest.ts';
import type { Source } from '#protocol/words.ts';
import type { Size } from './encodings.ts';

/** One video on the page. Size in device pixels; 0 x 0 when it cannot be seen. */
export interface Tile extends Size {
  producerId: string;
  peerId: string;
  source: Source;
  /** Shown outside of the page, where it is seen even when the page is hidden. */
  outside?: boolean;
}

/** The protocol's bounds, whose own file would bring its schemas into the page; a test compares them. */
export const maxNamed = 128;
export const maxPixels = 16_384;
/** Sizes are rounded up to this step, so that a window being dragged does not ask for something new at every pixel. */
const step = 16;

export interface Attention {
  /** The page as a whole cannot be seen. */
  hidden: boolean;
  /** Peer that has the floor. */
  dominant: string | null;
  /** For videos that have no tile, in device pixels; `null`: not at all. */
  expected: Size | null;
}

/** Screens first, then the one who speaks, then the larger; what cannot be seen stays prepared, but is not sent. */
export function interestOf(tiles: Iterable<Tile>, { hidden, dominant, expected }: Attention): Interest {
  const nothing = { width: 0, height: 0 };
  const video = [...tiles]
    .map(tile => ({ ...tile, ...(hidden && !tile.outside ? nothing : roundedUp(tile)) }))
    .sort(
      (a, b) =>
        rank(b, dominant) - rank(a, dominant) || area(b) - area(a) || (a.producerId < b.producerId ? -1 : 1),
    )
    .slice(0, maxNamed)
    .map(({ producerId, width, height }) => ({ producerId, width, height }));
  return { audio: 'all', video, otherVideo: expected && (hidden ? nothing : roundedUp(expected)) };
}

function rank(tile: Tile, dominant: string | null): number {
  if (area(tile) === 0) return 0;
  if (tile.source === 'screen') return 3;
  return tile.peerId === dominant ? 2 : 1;
}

function area({ width, height }: Size): number {
  return width * height;
}

function roundedUp({ width, height }: Size): Size {
  const round = (length: number) => Math.min(maxPixels, Math.ceil(length / step) * step);
  return { width: round(width), height: round(height) };
}
