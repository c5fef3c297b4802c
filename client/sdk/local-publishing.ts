/**
 * Makes one room publish what this person's devices give, and follow them as they are switched, muted and released.
 * Knows the room as a port; owns no track.
 */
import type { Source } from '#protocol/words.ts';
import type { VideoCodec } from './encodings.ts';
import type { PublishOptions } from './publication.ts';
import type { RoomEvents } from './room-events.ts';
import { asError } from './signalling.ts';
import type { SourceState } from './source-state.ts';

/** As much of a `Room` as publishing needs. */
export interface PublishingRoom {
  /** Set once it has ended. */
  readonly end: object | undefined;
  publishes(source: Source): boolean;
  publish(track: MediaStreamTrack, options: PublishOptions): Promise<void>;
  unpublish(source: Source): void;
  pause(source: Source): void;
  resume(source: Source): void;
  replaceTrack(source: Source, track: MediaStreamTrack | null): Promise<void>;
  /** Returns what ends the subscription. */
  on<E extends PublishingEvent>(event: E, listener: (...args: RoomEvents[E]) => void): () => void;
}

type PublishingEvent = 'publishFailed' | 'mutedBy' | 'stoppedBy';

export interface LocalPublishingListener {
  /** The server or the browser refuses to carry it. */
  failed(source: Source, error: Error): void;
  /** Somebody else muted it, or stopped it: also where the track was the application's, and there is no device to follow. */
  muted(source: Source): void;
  stopped(source: Source): void;
}

type Sent = Pick<SourceState, 'track' | 'on'>;

export class LocalPublishing {
  readonly #room: PublishingRoom;
  readonly #videoCodec: VideoCodec;
  readonly #listener: LocalPublishingListener;
  readonly #sent = new Map<Source, Sent>();
  readonly #unfollow: (() => void)[];
  #ended = false;

  constructor(room: PublishingRoom, videoCodec: VideoCodec, listener: LocalPublishingListener) {
    this.#room = room;
    this.#videoCodec = videoCodec;
    this.#listener = listener;
    this.#unfollow = [
      room.on('publishFailed', (source, error) => listener.failed(source, error)),
      room.on('mutedBy', ({ source }) => listener.muted(source)),
      room.on('stoppedBy', ({ source }) => listener.stopped(source)),
    ];
  }

  /** The room is left alone from now on. */
  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    for (const unfollow of this.#unfollow) unfollow();
  }

  /** Resolves when the room sends what `state` says, or cannot. Never rejects. */
  async follow(source: Source, { track, on }: SourceState): Promise<void> {
    const before = this.#sent.get(source);
    if (this.#over || (before && before.track === track && before.on === on)) return;
    this.#sent.set(source, { track, on });
    try {
      await this.#send(source, track, on);
    } catch (error) {
      const current = this.#sent.get(source)?.track === track;
      if (current && !this.#over) this.#listener.failed(source, asError(error));
    }
  }

  get #over(): boolean {
    return this.#ended || this.#room.end !== undefined;
  }

  /** A camera or microphone that is off stays published, paused, to be back faster. */
  #send(source: Source, track: MediaStreamTrack | null, on: boolean): Promise<void> | undefined {
    const room = this.#room;
    const isDevice = source === 'microphone' || source === 'camera';
    if (!room.publishes(source)) {
      const codec = source === 'camera' ? { videoCodec: this.#videoCodec } : {};
      return track ? room.publish(track, { source, paused: !on, ...codec }) : undefined;
    }
    if (!track && !isDevice) {
      room.unpublish(source);
      return undefined;
    }
    if (!on) room.pause(source);
    const replaced = room.replaceTrack(source, track);
    if (on) room.resume(source);
    return replaced;
  }
}
