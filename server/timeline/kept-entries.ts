/**
 * The latest entries of one peer, or one room, oldest first. What repeats all the time (layers, quality) has a share of its own, so that
 * it never pushes out why somebody left. Knows nothing of who they are about.
 */
import type { TimelineEntry } from '../protocol/timeline.ts';

export interface EntryBounds {
  /** Entries that tell of a life: joins, generations, sources, ends. */
  life: number;
  /** Entries of layers and quality. */
  fine: number;
}

export class KeptEntries {
  readonly #most: EntryBounds;
  #life: TimelineEntry[] = [];
  #fine: TimelineEntry[] = [];

  constructor(most: EntryBounds) {
    this.#most = most;
  }

  get size(): number {
    return this.#life.length + this.#fine.length;
  }

  /** In order. */
  get all(): TimelineEntry[] {
    return [...this.#life, ...this.#fine].sort((one, other) => one.seq - other.seq);
  }

  /** Makes room by dropping the oldest of its kind. */
  append(entry: TimelineEntry): void {
    const [kept, most] = isFine(entry) ? [this.#fine, this.#most.fine] : [this.#life, this.#most.life];
    kept.push(entry);
    if (kept.length > most) kept.shift();
  }

  /** Gives up the older half of each kind, of what repeats first. */
  halve(): void {
    if (this.#fine.length > 0) this.#fine = this.#fine.slice(Math.ceil(this.#fine.length / 2));
    else this.#life = this.#life.slice(Math.ceil(this.#life.length / 2));
  }
}

function isFine({ type }: TimelineEntry): boolean {
  return type === 'layersChanged' || type === 'qualityChanged';
}
