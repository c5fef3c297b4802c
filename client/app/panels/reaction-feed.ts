/**
 * The reactions that are to be seen right now, and the sentence that tells of those that came together. Knows no page.
 */
import { signal } from '@preact/signals';
import type { Reaction } from '../../sdk/index.ts';

export interface ShownReaction {
  id: number;
  peerId: string;
  reaction: Reaction;
}

/** Who shows what: what came within one moment. */
export interface Gathered {
  reaction: Reaction;
  peerIds: ReadonlySet<string>;
}

const shownFor = 4_000; // ms
const gatheredFor = 1_500; // ms
/** More at once could not be told apart. */
const maxShown = 60;
const maxPerPeer = 4;

export class ReactionFeed {
  readonly shown = signal<readonly ShownReaction[]>([]);
  readonly #tell: (gathered: Gathered[]) => void;
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();
  #gathering: Map<Reaction, Set<string>> | undefined;
  #nextId = 1;

  /** `tell`: called once for what came within a moment. */
  constructor(tell: (gathered: Gathered[]) => void) {
    this.#tell = tell;
  }

  add({ peerId, reaction }: { peerId: string; reaction: Reaction }): void {
    this.#gather(peerId, reaction);
    const same = this.shown.value.filter(shown => shown.peerId === peerId).length;
    if (same >= maxPerPeer || this.shown.value.length >= maxShown) return;
    const id = this.#nextId++;
    this.shown.value = [...this.shown.value, { id, peerId, reaction }];
    this.#after(shownFor, () => {
      this.shown.value = this.shown.value.filter(shown => shown.id !== id);
    });
  }

  stop(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    this.shown.value = [];
  }

  #gather(peerId: string, reaction: Reaction): void {
    if (!this.#gathering) {
      this.#gathering = new Map();
      this.#after(gatheredFor, () => {
        const gathered = [...(this.#gathering ?? [])].map(([word, peerIds]) => ({ reaction: word, peerIds }));
        this.#gathering = undefined;
        this.#tell(gathered);
      });
    }
    const peerIds = this.#gathering.get(reaction) ?? new Set();
    this.#gathering.set(reaction, peerIds.add(peerId));
  }

  #after(milliseconds: number, run: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      run();
    }, milliseconds);
    this.#timers.add(timer);
  }
}
