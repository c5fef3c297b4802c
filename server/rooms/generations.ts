/**
 * The media of one peer through their generations: the one that there is, and the next when that one is lost or its client asks. One
 * is built at a time. Owned and closed by the peer; what is on the transports is the business of its other parts.
 */
import type { RoomRouter } from '../media/room-router.ts';
import type { GenerationCause } from '../protocol/words.ts';
import { PeerMedia } from './peer-media.ts';

export interface GenerationsOptions {
  first: PeerMedia;
  /** The transports carry data channels too. */
  data: boolean;
  /** Resolves with a router that lives. */
  router: () => Promise<RoomRouter>;
  /** A generation was made, the first included. */
  onMade: (media: PeerMedia) => void;
  /** `current` is the next one from now on; the one before is closed. */
  onBegun: (cause: GenerationCause) => Promise<void>;
  /** The next one could not be built. When that is because its router died, another call follows. */
  onFailure: (error: unknown) => void;
}

export class Generations {
  readonly #options: GenerationsOptions;
  #current: PeerMedia;
  #building: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(options: GenerationsOptions) {
    this.#options = options;
    this.#current = options.first;
    options.onMade(options.first);
  }

  /** The latest; closed when it is lost and the next one is not there yet. */
  get current(): PeerMedia {
    return this.#current;
  }

  /** Resolves when the one after `generation` has begun, at once where that is not the latest. Never rejects. */
  renew(generation: number): Promise<void> {
    this.#building = this.#building.then(() => this.#build(generation));
    return this.#building;
  }

  /** Idempotent. */
  close(): void {
    this.#closed = true;
    this.#current.close();
  }

  async #build(generation: number): Promise<void> {
    if (this.#closed || generation !== this.#current.generation) return;
    const { router, data, onMade, onBegun, onFailure } = this.#options;
    try {
      const next = await PeerMedia.create(await router(), generation + 1, data);
      if (this.#closed) {
        next.close(); // nobody else would
        return;
      }
      const before = this.#current;
      this.#current = next;
      onMade(next);
      const cause = before.closed ? 'media-lost' : 'client';
      before.close();
      await onBegun(cause);
    } catch (error) {
      if (!this.#closed) onFailure(error);
    }
  }
}
