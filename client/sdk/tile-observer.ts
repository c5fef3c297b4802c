/**
 * Watches the video tiles of a page, their size, their visibility and that of the page, and declares the interest that follows,
 * a moment after the last change. Knows the DOM and interest, no room: it is handed what to call.
 */
import type { Interest } from '#protocol/interest.ts';
import type { Size } from './encodings.ts';
import { interestOf, type Tile } from './interest.ts';

type TileIdentity = Omit<Tile, keyof Size>;

/** Milliseconds: changes this close together are declared at once, as one; what vanished may wait as long. */
const settle = 200;

export class TileObserver {
  readonly #declare: (interest: Interest) => void;
  readonly #tiles = new Map<Element, { tile: Tile; visible: boolean }>();
  readonly #resizes = new ResizeObserver(entries => this.#measured(entries.map(entry => entry.target)));
  readonly #crossings = new IntersectionObserver(entries => this.#crossed(entries));
  readonly #resized = () => this.#schedule();
  // Coming back to the page is not to wait: everything stands still there until it is declared.
  readonly #turned = () => this.#schedule(document.visibilityState === 'visible' ? 0 : settle);
  #dominant: string | null = null;
  #expected: Size;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #notBefore: number;
  #stopped = false;

  /**
   * `expected`: size in device pixels of a tile that is still to come. `quiet`: milliseconds in which nothing is declared at first,
   * because joining has declared a good guess already and the link has better things to carry.
   */
  constructor(declare: (interest: Interest) => void, expected: Size, quiet = 1_000) {
    this.#declare = declare;
    this.#expected = expected;
    this.#notBefore = performance.now() + quiet;
    document.addEventListener('visibilitychange', this.#turned);
    // The device pixel ratio changes with zoom and between screens; both come with a resize of the window.
    window.addEventListener('resize', this.#resized);
  }

  /** Watches `element`, which shows the video. Returns what ends it. */
  observe(element: Element, identity: TileIdentity): () => void {
    this.#tiles.set(element, { tile: { ...identity, width: 0, height: 0 }, visible: true });
    this.#measured([element]);
    this.#resizes.observe(element);
    this.#crossings.observe(element);
    return () => {
      this.#resizes.unobserve(element);
      this.#crossings.unobserve(element);
      this.#tiles.delete(element);
      this.#schedule();
    };
  }

  /** Who has the floor: their picture matters more when not all can be sent. */
  setDominant(peerId: string | null): void {
    if (peerId === this.#dominant) return;
    this.#dominant = peerId;
    this.#schedule();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#resizes.disconnect();
    this.#crossings.disconnect();
    document.removeEventListener('visibilitychange', this.#turned);
    window.removeEventListener('resize', this.#resized);
  }

  #measured(elements: Element[]): void {
    for (const element of elements) {
      const watched = this.#tiles.get(element);
      if (watched) Object.assign(watched.tile, cssSize(element));
    }
    this.#schedule();
  }

  #crossed(entries: IntersectionObserverEntry[]): void {
    for (const { target, isIntersecting } of entries) {
      const watched = this.#tiles.get(target);
      if (watched) watched.visible = isIntersecting;
    }
    this.#schedule();
  }

  #schedule(delay = settle): void {
    if (this.#stopped) return;
    clearTimeout(this.#timer);
    const wait = Math.max(delay, this.#notBefore - performance.now());
    this.#timer = setTimeout(() => this.#declareNow(), wait);
  }

  #declareNow(): void {
    const tiles = [...this.#tiles.values()].map(({ tile, visible }) =>
      visible ? { ...tile, ...inDevicePixels(tile) } : { ...tile, width: 0, height: 0 },
    );
    const seen = tiles.filter(tile => tile.source === 'camera' && tile.width > 0);
    // The next tile will be about as large as the smallest one is.
    this.#expected = seen.sort((a, b) => a.width - b.width)[0] ?? this.#expected;
    const hidden = document.visibilityState === 'hidden';
    this.#declare(interestOf(tiles, { hidden, dominant: this.#dominant, expected: this.#expected }));
  }
}

function cssSize(element: Element): Size {
  const { width, height } = element.getBoundingClientRect();
  return { width, height };
}

function inDevicePixels({ width, height }: Size): Size {
  return { width: width * devicePixelRatio, height: height * devicePixelRatio };
}
