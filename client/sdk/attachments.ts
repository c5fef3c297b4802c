/**
 * Media elements of a page that show or play what a peer publishes: each follows its peer's producer as it comes and goes, and the
 * sizes of the videos become the interest. Touches no DOM before the first element, and nothing of it but these elements.
 */
import type { Interest } from '#protocol/interest.ts';
import type { RoomState } from '#protocol/room-state.ts';
import { kindOf, type Source } from '#protocol/words.ts';
import { CaptureError } from './capture.ts';
import type { LocalMedia } from './local-media.ts';
import type { RemoteTrack } from './media-events.ts';
import { TileObserver } from './tile-observer.ts';

export interface AttachTarget {
  peerId: string;
  /** Default: the camera in a video element, the microphone in an audio element. */
  source?: Source;
}

/** What an element is to show now. */
interface Shown {
  /** Absent for what is one's own: it is not received. */
  producerId?: string;
  /** null: nothing at the moment, as while a camera is off. */
  track: MediaStreamTrack | null;
}

export interface AttachmentPort {
  find(peerId: string, source: Source): Shown;
  /** Not called when the application declares its interest itself. */
  declare(interest: Interest): void;
  managesInterest(): boolean;
  blocked(element: HTMLMediaElement): void;
}

interface Attachment {
  element: HTMLMediaElement;
  peerId: string;
  source: Source;
  track: MediaStreamTrack | null;
  observed: string | undefined;
  unobserve: () => void;
}

export class Attachments {
  readonly #port: AttachmentPort;
  readonly #all = new Map<HTMLMediaElement, Attachment>();
  #tiles: TileObserver | undefined;
  #dominant: string | null = null;
  #speaker = '';
  #stopped = false;

  constructor(port: AttachmentPort) {
    this.#port = port;
  }

  /** Returns what detaches the element and empties it. Attached again, it is the new one's alone. */
  attach(element: HTMLMediaElement, { peerId, source = defaultSource(element) }: AttachTarget): () => void {
    const attachment: Attachment = {
      element,
      peerId,
      source,
      track: null,
      observed: undefined,
      unobserve() {},
    };
    if (this.#stopped) return () => {};
    const before = this.#all.get(element);
    if (before) this.#detach(before);
    this.#all.set(element, attachment);
    prepare(element, source);
    if (kindOf(source) === 'audio' && this.#speaker !== '') void this.#route(attachment).catch(() => {});
    this.#observeTiles();
    this.#follow(attachment);
    return () => this.#detach(attachment);
  }

  /** What peers publish, or what arrives of it, has changed. */
  changed(): void {
    for (const attachment of this.#all.values()) this.#follow(attachment);
  }

  /** This person's own peer id is another: what shows them goes on doing so. */
  ownIsNow(peerId: string, before: string): void {
    for (const attachment of this.#all.values()) {
      if (attachment.peerId === before) attachment.peerId = peerId;
    }
    this.setDominant(null);
  }

  setDominant(peerId: string | null): void {
    this.#dominant = peerId;
    this.#tiles?.setDominant(peerId);
  }

  /** Plays all attached sound, also that to come, on this speaker; '' is the system's choice. Rejects with CaptureError, and the one before stays. */
  async setSpeaker(deviceId: string): Promise<void> {
    if (!('setSinkId' in (globalThis.HTMLMediaElement?.prototype ?? {})))
      throw new CaptureError('unsupported');
    const before = this.#speaker;
    this.#speaker = deviceId;
    const sounds = [...this.#all.values()].filter(({ source }) => kindOf(source) === 'audio');
    try {
      await Promise.all(sounds.map(attachment => this.#route(attachment)));
    } catch (error) {
      if (this.#speaker === deviceId) this.#speaker = before;
      const name = error instanceof Error ? error.name : '';
      throw new CaptureError(name === 'NotFoundError' ? 'none-found' : 'failed', error);
    }
  }

  stop(): void {
    this.#stopped = true;
    this.#tiles?.stop();
    for (const attachment of this.#all.values()) this.#detach(attachment);
  }

  #route({ element }: Attachment): Promise<void> {
    return element.setSinkId(this.#speaker);
  }

  #observeTiles(): void {
    if (this.#tiles || !this.#port.managesInterest()) return;
    this.#tiles = new TileObserver(interest => this.#port.declare(interest), { width: 320, height: 180 }, 0);
    this.#tiles.setExpected({ width: 0, height: 0 });
    this.#tiles.setDominant(this.#dominant);
  }

  #follow(attachment: Attachment): void {
    const { element, peerId, source } = attachment;
    const { producerId, track } = this.#port.find(peerId, source);
    if (producerId !== attachment.observed) {
      attachment.unobserve();
      attachment.observed = producerId;
      attachment.unobserve =
        this.#tiles && producerId !== undefined && kindOf(source) === 'video'
          ? this.#tiles.observe(element, { producerId, peerId, source })
          : () => {};
    }
    if (track === attachment.track) return;
    attachment.track = track;
    element.srcObject = track && new MediaStream([track]);
    if (track) this.#play(attachment, track);
  }

  #play({ element }: Attachment, track: MediaStreamTrack): void {
    element.play().catch((error: Error) => {
      // Another track, or none, came meanwhile: that is no news.
      if (error.name === 'NotAllowedError' && track.readyState === 'live') this.#port.blocked(element);
    });
  }

  #detach(attachment: Attachment): void {
    if (this.#all.get(attachment.element) !== attachment) return;
    this.#all.delete(attachment.element);
    attachment.unobserve();
    attachment.element.srcObject = null;
  }
}

/** As much of a room as says what an element is to show. */
interface Showing {
  readonly replica: { readonly peerId: string; readonly state: RoomState };
  readonly media: { readonly remoteTracks: ReadonlyMap<string, RemoteTrack> };
  readonly local: LocalMedia;
}

/** A camera that is off shows nothing, rather than its last picture. */
export function findShown({ replica, media, local }: Showing, peerId: string, source: Source): Shown {
  if (peerId === replica.peerId) {
    // One's own voice is not played: that would be an echo.
    return { track: kindOf(source) === 'video' ? local.state(source).track : null };
  }
  const producers = Object.values(replica.state.peers[peerId]?.producers ?? {});
  const producer = producers.find(each => each.source === source);
  if (!producer) return { track: null };
  const { producerId, paused } = producer;
  const track = media.remoteTracks.get(producerId)?.track ?? null;
  return { producerId, track: paused && kindOf(source) === 'video' ? null : track };
}

function defaultSource(element: HTMLMediaElement): Source {
  return element.tagName === 'AUDIO' ? 'microphone' : 'camera';
}

/** Pictures play without a click, and inside the page on phones, when they are silent; their sound has elements of its own. */
function prepare(element: HTMLMediaElement, source: Source): void {
  element.autoplay = true;
  if (kindOf(source) === 'audio') return;
  element.muted = true;
  element.setAttribute('playsinline', '');
}
