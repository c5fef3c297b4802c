/**
 * What happened to rooms and peers, kept for operators while they live and for a while afterwards: "what happened to Anna at 14:03". Bounded
 * in entries for each, in entries of all, in lives that are over, and in time. Follows the transitions; knows nothing of who reads it.
 */
import { needOf } from '../protocol/need.ts';
import type { PeerLife, TimelineEntry } from '../protocol/timeline.ts';
import type { Transition, TransitionListener } from '../rooms/transitions.ts';
import { type FindWish, isAsked, isFound, latest, namedIn, type Span, type StoryWish } from './finding.ts';
import { type EntryBounds, KeptEntries } from './kept-entries.ts';
import { PeerTimeline } from './peer-timeline.ts';
import { Refusals } from './refusals.ts';

export interface TimelineBounds {
  /** Of one peer, and the same of one room. */
  each: EntryBounds;
  /** Of all peers and rooms together. */
  entries: number;
  /** Refused joins; they are kept as long as what has ended. */
  refusals: number;
  /** How long a peer or a room is kept after its end, in milliseconds, and how many at most. */
  keepEnded: number;
  ended: number;
}

const usualBounds: TimelineBounds = {
  each: { life: 200, fine: 200 },
  entries: 300_000,
  refusals: 1_000,
  keepEnded: 2 * 3_600_000,
  ended: 5_000,
};

export interface TimelineOptions {
  bounds?: Partial<TimelineBounds>;
  /** The clock, in milliseconds since 1970. */
  now?: () => number;
}

interface RoomTimeline {
  readonly room: string;
  readonly roomId: string;
  readonly entries: KeptEntries;
  readonly peers: Map<string, PeerTimeline>;
}

export interface RoomStory {
  /** Oldest first. */
  readonly entries: TimelineEntry[];
  /** There are older ones that fit the question. */
  readonly more: boolean;
  /** Whom the question is about, those who have left only as far as the entries name them; and whoever else is named. */
  readonly peers: PeerLife[];
}

export class Timeline {
  readonly #bounds: TimelineBounds;
  readonly #now: () => number;
  /** By room id, the one that opened first in front. */
  readonly #rooms = new Map<string, RoomTimeline>();
  /** What has ended, in order, with when. */
  readonly #ended = new Map<RoomTimeline | PeerTimeline, number>();
  readonly #refusals: Refusals;
  #size = 0;
  #seq = 0;

  constructor({ bounds, now = Date.now }: TimelineOptions = {}) {
    this.#bounds = { ...usualBounds, ...bounds };
    this.#refusals = new Refusals(this.#bounds.refusals);
    this.#now = now;
  }

  /** Entries of all peers and rooms that are kept. */
  get size(): number {
    return this.#size;
  }

  readonly listener: TransitionListener = transition => {
    this.#forget();
    this.#seq += 1;
    if (transition.type === 'joinRefused') this.#refusals.append(transition, this.#seq);
    else if ('peerId' in transition) this.#happenedToPeer(transition);
    else this.#happenedToRoom(transition);
    this.#shrink();
  };

  /** Who is, or was lately, in any room: who is there first, of them who suffers; then who left last. `covers`: the rooms that may be told of. */
  find(
    wish: FindWish,
    covers: (room: string) => boolean,
    limit: number,
  ): { peers: PeerLife[]; more: boolean } {
    this.#forget();
    const found = [...this.#rooms.values()]
      .filter(({ room }) => covers(room))
      .flatMap(({ peers }) => [...peers.values()].map(({ life }) => life))
      .filter(life => isFound(life, wish))
      .sort(
        (one, other) =>
          needOf(other) - needOf(one) ||
          (other.leftAt ?? 0) - (one.leftAt ?? 0) ||
          other.joinedAt - one.joinedAt,
      );
    return { peers: found.slice(0, limit), more: found.length > limit };
  }

  /** The latest entries of all lives of a room, or of those of its peers that are found; undefined: nothing is kept of it. */
  story(room: string, wish: StoryWish, span: Span): RoomStory | undefined {
    this.#forget();
    const lives = [...this.#rooms.values()].filter(each => each.room === room);
    const refusals = this.#refusals.of(room);
    if (lives.length + refusals.length === 0) return undefined;
    const all = lives.flatMap(life => [...life.peers.values()]);
    const isWhole = wish.peerId === undefined && wish.name === undefined;
    const peers = all.filter(({ life }) => isAsked(life, wish));
    const ofRoom = isWhole ? [...lives.flatMap(life => life.entries.all), ...refusals] : [];
    const kept = latest([...ofRoom, ...peers.flatMap(({ entries }) => entries.all)], span);
    const named = new Set(kept.entries.flatMap(namedIn));
    const isTold = (peer: PeerTimeline) =>
      named.has(peer.facts.peerId) || (peers.includes(peer) && (!isWhole || !peer.hasLeft));
    return { ...kept, peers: all.filter(isTold).map(({ life }) => life) };
  }

  #happenedToRoom(transition: RoomTransition): void {
    const { room, roomId, ...told } = transition;
    if (told.type === 'roomOpened') this.#open(room, roomId);
    const life = this.#rooms.get(roomId);
    if (!life) return;
    this.#keep(life.entries, () => life.entries.append({ ...told, seq: this.#seq, peerId: null }));
    if (told.type === 'roomClosed') this.#ended.set(life, this.#now());
  }

  #open(room: string, roomId: string): void {
    if (this.#rooms.has(roomId)) return;
    const entries = new KeptEntries(this.#bounds.each);
    this.#rooms.set(roomId, { room, roomId, entries, peers: new Map() });
  }

  #happenedToPeer(transition: PeerTransition): void {
    const { room, roomId, name, identity, ...told } = transition;
    const life = this.#rooms.get(roomId);
    if (!life) return;
    const { peerId, type, at } = told;
    if (type === 'peerJoined' && !life.peers.has(peerId)) {
      const facts = { room, roomId, peerId, name, identity, joinedAt: at };
      life.peers.set(peerId, new PeerTimeline(facts, this.#bounds.each));
    }
    const peer = life.peers.get(peerId);
    if (!peer) return;
    this.#keep(peer.entries, () => peer.append({ ...told, seq: this.#seq }));
    if (type === 'peerLeft') this.#ended.set(peer, this.#now());
  }

  /** Counts what `change` adds to `entries`, or takes from them. */
  #keep(entries: KeptEntries, change: () => void): void {
    const before = entries.size;
    change();
    this.#size += entries.size - before;
  }

  /** What is over is forgotten in time, or when too much of it is kept. */
  #forget(): void {
    const { keepEnded, ended } = this.#bounds;
    const now = this.#now();
    const isOver = (since: number) => now - since >= keepEnded;
    this.#refusals.forget(isOver);
    for (const [life, since] of this.#ended) {
      if (this.#ended.size <= ended && !isOver(since)) return;
      this.#drop(life);
    }
  }

  /** What is over goes first; then whoever has most gives up half. */
  #shrink(): void {
    while (this.#size > this.#bounds.entries) {
      const [oldest] = this.#ended.keys();
      if (oldest) this.#drop(oldest);
      else this.#halveLargest();
    }
  }

  #halveLargest(): void {
    const all = [...this.#rooms.values()].flatMap(({ entries, peers }) => [
      entries,
      ...[...peers.values()].map(peer => peer.entries),
    ]);
    const largest = all.reduce((one, other) => (other.size > one.size ? other : one));
    this.#keep(largest, () => largest.halve());
  }

  #drop(life: RoomTimeline | PeerTimeline): void {
    this.#ended.delete(life);
    this.#size -= life.entries.size;
    if (life instanceof PeerTimeline) {
      this.#rooms.get(life.facts.roomId)?.peers.delete(life.facts.peerId);
      return;
    }
    this.#rooms.delete(life.roomId);
    // Those who left after the room had closed.
    for (const peer of life.peers.values()) this.#drop(peer);
  }
}

type PeerTransition = Extract<Transition, { peerId: string }>;
type RoomTransition = Exclude<Transition, PeerTransition | { type: 'joinRefused' }>;
