/**
 * What one person sees and hears of the others, by name and source, so that it stays the same thing when people come back with other
 * ids: whether it moves, and how long it stood still. Looks every 20 ms; frames are counted by the browser's decoder.
 */
import type { RemoteTrack, Room, Source } from '../../../client/sdk/index.ts';
import { rememberedConnections } from './page-devices.ts';

/** The longest stop of one picture or sound since `mark`. */
export interface Stop {
  /** Such as `Ann camera`. */
  readonly of: string;
  /** Milliseconds. */
  readonly longest: number;
  /** When it was over, Date.now(); 0: it is not. */
  readonly endedAt: number;
}

interface Sight {
  peerId: string;
  producerId: string;
  element: HTMLMediaElement;
  detach: () => void;
  /** Frames decoded, or the time of the last sound that was played. */
  count: number;
  since: number;
  moved: boolean;
  /** It moved before `mark`. */
  counts: boolean;
  longest: number;
  endedAt: number;
}

const every = 20; // ms
/** Milliseconds after which something does not move. */
const rest = 600;

export class Sights {
  readonly #room: Room;
  readonly #sights = new Map<string, Sight>();

  constructor(room: Room) {
    this.#room = room;
    setInterval(() => this.#look(), every);
  }

  mark(): void {
    for (const sight of this.#sights.values())
      Object.assign(sight, { longest: 0, endedAt: 0, counts: sight.moved });
  }

  stops(): Stop[] {
    const now = performance.now();
    return [...this.#sights]
      .filter(([, { counts }]) => counts)
      .map(([of, { longest, endedAt, since }]) =>
        now - since > longest ? { of, longest: now - since, endedAt: 0 } : { of, longest, endedAt },
      );
  }

  still(): string[] {
    const now = performance.now();
    return this.#wanted()
      .map(({ of }) => of)
      .filter(of => {
        const sight = this.#sights.get(of);
        return !sight?.moved || now - sight.since > rest;
      });
  }

  /** What others publish and have not muted. */
  #wanted(): { of: string; peerId: string; producerId: string; source: Source }[] {
    const { state, peerId: own } = this.#room;
    const others = Object.values(state.peers).filter(({ peerId }) => peerId !== own);
    return others.flatMap(({ peerId, name, producers }) =>
      Object.values(producers)
        .filter(({ paused }) => !paused)
        .map(({ producerId, source }) => ({ of: `${name} ${source}`, peerId, producerId, source })),
    );
  }

  #look(): void {
    const wanted = this.#wanted();
    const names = new Set(wanted.map(({ of }) => of));
    for (const [of, sight] of this.#sights) if (!names.has(of)) this.#lookAway(of, sight);
    for (const each of wanted) this.#lookAt(each);
  }

  #lookAt({
    of,
    peerId,
    producerId,
    source,
  }: {
    of: string;
    peerId: string;
    producerId: string;
    source: Source;
  }) {
    let sight = this.#sights.get(of);
    if (!sight) {
      const timing = {
        count: 0,
        since: performance.now(),
        moved: false,
        counts: false,
        longest: 0,
        endedAt: 0,
      };
      sight = { ...this.#attach(peerId, source), peerId, producerId, ...timing };
      this.#sights.set(of, sight);
    } else if (sight.peerId !== peerId) {
      this.#detach(sight);
      Object.assign(sight, this.#attach(peerId, source), { peerId, count: 0 });
    }
    sight.producerId = producerId;
    const count = this.#countOf(sight);
    if (count > sight.count) this.#moves(sight);
    sight.count = count;
  }

  #moves(sight: Sight): void {
    const now = performance.now();
    const stop = now - sight.since;
    if (stop > sight.longest) Object.assign(sight, { longest: stop, endedAt: Date.now() });
    sight.since = now;
    sight.moved = true;
  }

  #attach(peerId: string, source: Source): Pick<Sight, 'element' | 'detach'> {
    const isSound = source === 'microphone' || source === 'screen-audio';
    const element = document.createElement(isSound ? 'audio' : 'video');
    element.style.cssText = 'width: 160px; height: 90px';
    document.body.append(element);
    return { element, detach: this.#room.attach(element, { peerId, source }) };
  }

  #detach({ element, detach }: Sight): void {
    detach();
    element.remove();
  }

  /** Who is away for a moment, or is back and has not published everything yet, keeps what was counted: it comes back by the same name. */
  #lookAway(of: string, sight: Sight): void {
    if (sight.counts && !this.#isMuted(of)) return;
    this.#detach(sight);
    this.#sights.delete(of);
  }

  #isMuted(of: string): boolean {
    return Object.values(this.#room.state.peers).some(({ name, producers }) =>
      Object.values(producers).some(({ source, paused }) => paused && of === `${name} ${source}`),
    );
  }

  #countOf({ element, producerId }: Sight): number {
    if (element instanceof HTMLVideoElement) return element.getVideoPlaybackQuality().totalVideoFrames;
    return playedUntil(this.#room.remoteTracks.get(producerId));
  }
}

/** When the sound was last played that arrived in a packet; 0: never. */
function playedUntil(remote: RemoteTrack | undefined): number {
  if (!remote) return 0;
  const receivers = rememberedConnections().flatMap(connection => connection.getReceivers());
  const receiver = receivers.find(({ track }) => track === remote.track);
  return Math.max(0, ...(receiver?.getSynchronizationSources() ?? []).map(({ timestamp }) => timestamp));
}
