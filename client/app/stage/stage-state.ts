/**
 * What the reader has made of the stage during one call: view, page, pin, order, and where their own picture is. Knows no room.
 */
import { batch, computed, signal } from '@preact/signals';
import { preferences, remember } from '../preferences.ts';
import { broughtForward, type Front, seated, speakerToShow } from './seats.ts';

export type View = 'grid' | 'speaker';
export type SelfView = 'tile' | 'floating' | 'hidden';

/** Clockwise from where reading begins. */
const corners = ['top-start', 'top-end', 'bottom-end', 'bottom-start'] as const;
export type Corner = (typeof corners)[number];

export class StageState {
  readonly page = signal(0);
  /** Key of the tile that is large until it is unpinned. */
  readonly pinned = signal<string | null>(null);
  /** Keys of people and of screens, in the order of their tiles. */
  readonly people = signal<readonly string[]>([]);
  readonly screens = signal<readonly string[]>([]);
  /** Whose picture is large when no other is. */
  readonly speaker = signal<string | null>(null);
  /** The tile whose tools the Tab key reaches. */
  readonly current = signal<string | null>(null);
  /** The tile whose tools were called up by a finger. */
  readonly touched = signal<string | null>(null);
  /** The tile whose picture is outside of the page. */
  readonly outside = signal<string | null>(null);
  readonly corner = signal<Corner>('bottom-end');
  /** The view while somebody shares a screen; the one before returns when nobody does any more. */
  readonly #whileSharing = signal<View | null>(null);
  readonly view = computed<View>(() => this.#whileSharing.value ?? preferences.value.layout ?? 'grid');
  #pinnedBefore: string | null = null;
  readonly #heardAt = new Map<string, number>();

  /** When the peer was last heard; 0 for never. */
  readonly heardAt = (key: string): number => this.#heardAt.get(key) ?? 0;

  /** Chosen by the reader. A pinned tile would stay large whatever is chosen, so it is unpinned. */
  setView(view: View): void {
    this.pinned.value = null;
    this.page.value = 0;
    if (this.#whileSharing.value === null) remember({ layout: view });
    else this.#whileSharing.value = view;
  }

  setSelfView(selfView: SelfView): void {
    remember({ selfView });
  }

  togglePin(key: string): void {
    this.pinned.value = this.pinned.value === key ? null : key;
    this.page.value = 0;
    this.touched.value = null;
  }

  turnTo(page: number): void {
    this.page.value = page;
    this.touched.value = null;
  }

  toggleTouched(key: string | null): void {
    this.touched.value = this.touched.value === key ? null : key;
  }

  heard(peerIds: Iterable<string>): void {
    for (const peerId of peerIds) this.#heardAt.set(peerId, performance.now());
  }

  /** Somebody's key is another from now on: everything that was theirs is that one's. */
  renamed(before: string, now: string): void {
    const rename = <K extends string | null>(key: K) => (key === before ? now : key);
    batch(() => {
      this.people.value = this.people.value.map(rename);
      for (const each of [this.pinned, this.current, this.touched, this.outside])
        each.value = rename(each.value);
    });
    this.#pinnedBefore = rename(this.#pinnedBefore);
    this.#heardAt.set(now, this.heardAt(before));
  }

  /** Who and what is there now. A screen that begins is shown large at once, unless the reader has chosen another screen. */
  follow(people: readonly string[], screens: readonly string[]): void {
    this.people.value = seated(this.people.value, people);
    const before = this.screens.value;
    this.screens.value = seated(before, screens);
    const { pinned } = this;
    if (pinned.value !== null && ![...people, ...screens].includes(pinned.value)) pinned.value = null;
    if (screens.some(key => !before.includes(key))) this.#screenBegan(people);
    else if (before.length > 0 && screens.length === 0) this.#screensEnded(people);
  }

  #screenBegan(people: readonly string[]): void {
    this.#whileSharing.value = 'speaker';
    this.page.value = 0;
    const { pinned } = this;
    if (pinned.value === null || !people.includes(pinned.value)) return;
    this.#pinnedBefore = pinned.value;
    pinned.value = null;
  }

  /** Everything is as it was before. */
  #screensEnded(people: readonly string[]): void {
    this.#whileSharing.value = null;
    this.page.value = 0;
    const before = this.#pinnedBefore;
    this.#pinnedBefore = null;
    if (before !== null && this.pinned.value === null && people.includes(before)) this.pinned.value = before;
  }

  /** `floor`: who has had the floor for a moment. */
  listen(floor: string | null, others: readonly string[]): void {
    this.speaker.value = speakerToShow(this.speaker.value, floor, others, this.heardAt);
  }

  bringForward(key: string, front: Omit<Front, 'heardAt'>): void {
    this.people.value = broughtForward(this.people.value, key, { ...front, heardAt: this.heardAt });
  }

  nextCorner(): void {
    const next = (corners.indexOf(this.corner.value) + 1) % corners.length;
    this.corner.value = corners[next] ?? 'bottom-end';
  }
}
