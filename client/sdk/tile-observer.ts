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
const nothing: Size = { width: 0, height: 0 };

/** For pages that lay out tiles themselves. Where `Room.attach` is used it does this already. */
export class TileObserver {
  readonly #declare: (interest: Interest) => void;
  readonly #tiles = new Map<Element, { tile: Tile; visible: boolean }>();
  readonly #resizes = new ResizeObserver(entries => this.#measured(entries.map(entry => entry.target)));
  readonly #crossings = new IntersectionObserver(entries => this.#crossed(entries));
  readonly #resized = () => this.#schedule();
  // Coming back to the page is not to wait: everything stands still there until it is declared.
  readonly #turned = () => this.#schedule(document.visibilityState === 'visible' ? 0 : settle);
  readonly #uncovered = () => this.#schedule();
  #ready: readonly TileIdentity[] = [];
  #outside: { element: Element; size: Size } | null = null;
  #dominant: string | null = null;
  #expected: Size | null;
  #expectedBySize = true;
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
    document.addEventListener('fullscreenchange', this.#uncovered);
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

  /**
   * The size in device pixels of videos that no tile shows: 0 x 0 keeps them ready without receiving them, `null` leaves them out. Until
   * this is called they are expected to be as large as the smallest tile.
   */
  setExpected(size: Size | null): void {
    const before = this.#expected;
    const same =
      size === before || (size && before && size.width === before.width && size.height === before.height);
    this.#expectedBySize = false;
    this.#expected = size;
    if (!same) this.#schedule();
  }

  /** Videos without a tile that may get one soon: kept ready, not received, also where others are left out. */
  keepReady(videos: readonly TileIdentity[]): void {
    const ids = (list: readonly TileIdentity[]) => list.map(({ producerId }) => producerId).join();
    if (ids(videos) === ids(this.#ready)) return;
    this.#ready = videos;
    this.#schedule();
  }

  /**
   * The video of this tile is shown outside of the page too, as picture-in-picture is: it is seen at that size, in CSS pixels, even when
   * the page is hidden. `null`: it is back.
   */
  setOutside(element: Element | null, size: Size = { width: 0, height: 0 }): void {
    this.#outside = element && { element, size };
    this.#schedule();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#resizes.disconnect();
    this.#crossings.disconnect();
    document.removeEventListener('visibilitychange', this.#turned);
    document.removeEventListener('fullscreenchange', this.#uncovered);
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
    const tiles = [...this.#tiles].map(([element, watched]) => ({
      ...watched.tile,
      ...this.#sizeOf(element, watched),
      outside: element === this.#outside?.element,
    }));
    if (this.#expectedBySize) {
      const seen = tiles.filter(tile => tile.source === 'camera' && tile.width > 0);
      // The next tile will be about as large as the smallest one is.
      this.#expected = seen.sort((a, b) => a.width - b.width)[0] ?? this.#expected;
    }
    const shown = new Set(tiles.map(({ producerId }) => producerId));
    const ready = this.#ready.filter(({ producerId }) => !shown.has(producerId));
    const hidden = document.visibilityState === 'hidden';
    this.#declare(
      interestOf([...tiles, ...ready.map(identity => ({ ...identity, ...nothing }))], {
        hidden,
        dominant: this.#dominant,
        expected: this.#expected,
      }),
    );
  }

  #sizeOf(element: Element, { tile, visible }: { tile: Tile; visible: boolean }): Size {
    if (element === this.#outside?.element) return inDevicePixels(this.#outside.size);
    // What is full screen covers everything else, which counts as crossing the window all the same.
    const covering = document.fullscreenElement;
    const covered = covering && covering !== element && !covering.contains(element);
    return visible && !covered ? inDevicePixels(tile) : nothing;
  }
}

function cssSize(element: Element): Size {
  const { width, height } = element.getBoundingClientRect();
  return { width, height };
}

function inDevicePixels({ width, height }: Size): Size {
  return { width: width * devicePixelRatio, height: height * devicePixelRatio };
}
