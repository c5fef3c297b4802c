/**
 * What happened to one peer, and how it stands after that. Knows nothing of other peers, nor when it is forgotten itself.
 */
import type { PeerLife, TimelineEntry } from '../protocol/timeline.ts';
import { type EntryBounds, KeptEntries } from './kept-entries.ts';

/** Who it is, and where. */
export type PeerFacts = Pick<PeerLife, 'room' | 'roomId' | 'peerId' | 'name' | 'identity' | 'joinedAt'>;

export class PeerTimeline {
  readonly facts: PeerFacts;
  readonly entries: KeptEntries;
  #standing: Omit<PeerLife, keyof PeerFacts> = {
    state: 'inside',
    leftAt: null,
    reason: null,
    generation: 1,
    quality: null,
  };

  constructor(facts: PeerFacts, most: EntryBounds) {
    this.facts = facts;
    this.entries = new KeptEntries(most);
  }

  /** As it is now, or was at the end. */
  get life(): PeerLife {
    return { ...this.facts, ...this.#standing };
  }

  get hasLeft(): boolean {
    return this.#standing.leftAt !== null;
  }

  append(entry: TimelineEntry): void {
    this.entries.append(entry);
    this.#standing = { ...this.#standing, ...changeBy(entry) };
  }
}

function changeBy(entry: TimelineEntry): Partial<PeerLife> {
  switch (entry.type) {
    case 'peerSuspended':
      return { state: 'away' };
    case 'peerResumed':
      return { state: 'inside' };
    case 'peerLeft':
      return { state: 'gone', leftAt: entry.at, reason: entry.reason };
    case 'generationBegan':
      return { generation: entry.generation };
    case 'qualityChanged':
      return { quality: { level: entry.level, limit: entry.limit } };
    default:
      return {};
  }
}
