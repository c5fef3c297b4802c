/** Which peers and which entries a question is about. Knows nothing of how they are kept. */
import type { LifeState, PeerLife, TimelineEntry } from '../protocol/timeline.ts';

/** Milliseconds since 1970, both included. */
interface Times {
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

export interface FindWish extends Times {
  /** Part of the name or of the identity, whatever its case. */
  readonly name?: string | undefined;
  readonly state?: LifeState | undefined;
}

export interface StoryWish {
  readonly peerId?: string | undefined;
  readonly name?: string | undefined;
}

export interface Span extends Times {
  /** At most so many entries, the latest. */
  readonly limit: number;
}

/** Whether it fits the name and the state, and was there at some time between. */
export function isFound(life: PeerLife, { name = '', state, from = 0, to = Infinity }: FindWish): boolean {
  const part = folded(name);
  const isNamed = folded(life.name).includes(part) || folded(life.identity ?? '').includes(part);
  const wasThere = life.joinedAt <= to && (life.leftAt ?? Infinity) >= from;
  return isNamed && wasThere && (state === undefined || life.state === state);
}

/** Whether a story is about it, whenever it was there. */
export function isAsked(life: PeerLife, { peerId, name }: StoryWish): boolean {
  return (peerId === undefined || life.peerId === peerId) && isFound(life, { name });
}

/** Peer ids: whom it is about, and who else had to do with it. */
export function namedIn(entry: TimelineEntry): (string | null)[] {
  if (entry.type === 'layersChanged') return [entry.peerId, entry.from];
  return entry.type === 'producerPaused' ? [entry.peerId, entry.by] : [entry.peerId];
}

/** The latest entries between, in order. */
export function latest(all: readonly TimelineEntry[], { from = 0, to = Infinity, limit }: Span) {
  const between = all.filter(({ at }) => at >= from && at <= to).sort((one, other) => one.seq - other.seq);
  return { entries: between.slice(-limit), more: between.length > limit };
}

/** As names are compared by: "É" is found by "é", however it is composed. */
function folded(text: string): string {
  return text.normalize('NFKC').toLocaleLowerCase('und');
}
