/**
 * What carries one room: a router on some worker, and another one when that dies. Says when the media of the room are lost and when
 * they can begin anew. Owned and closed by the room; knows no peers.
 */
import { RequestError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { RoomRouter } from '../media/room-router.ts';
import type { SpeakersReport } from '../media/speakers.ts';

export interface RoomMediaOptions {
  /** The first. It is taken over. */
  router: RoomRouter;
  /** Opens one on a living worker. */
  createRouter: () => Promise<RoomRouter>;
  onSpeakers: (report: SpeakersReport) => void;
  /** The router has died: everything on it is gone, and nothing new can be made for now. */
  onLost: () => void;
  /** There is another, so many milliseconds later. */
  onRenewed: (took: number) => void;
  /** There will be none any more: no worker can be had, or the room takes down every worker that it is put on. */
  onGivenUp: () => void;
  log: Log;
}

/** So many losses within so many milliseconds are borne: one more, and the room itself may be what kills the workers. */
const mostLosses = 5;
const within = 10_000;

export class RoomMedia {
  readonly #options: RoomMediaOptions;
  #router: RoomRouter;
  /** While there is none. */
  #renewal: Promise<RoomRouter> | undefined;
  #lostAt: number[] = [];
  #closed = false;

  constructor(options: RoomMediaOptions) {
    this.#options = options;
    this.#router = options.router;
    this.#follow(options.router);
  }

  /** The latest; closed while the next one is being opened. */
  get router(): RoomRouter {
    return this.#router;
  }

  /** Resolves with one that lives, at that moment at least. Rejects with `unavailable` when there will be none. */
  ready(): Promise<RoomRouter> {
    if (this.#closed) return Promise.reject(new RequestError('unavailable'));
    return this.#renewal ?? Promise.resolve(this.#router);
  }

  /** Idempotent. */
  close(): void {
    this.#closed = true;
    this.#router.close();
  }

  #follow(router: RoomRouter): void {
    this.#router = router;
    router.onSpeakers(report => this.#options.onSpeakers(report));
    router.observer.once('close', () => this.#lost());
  }

  #lost(): void {
    if (this.#closed) return;
    const { onLost, onGivenUp, log } = this.#options;
    const now = performance.now();
    this.#lostAt = [...this.#lostAt.filter(at => now - at < within), now];
    onLost();
    if (this.#lostAt.length > mostLosses) {
      log.error({ losses: this.#lostAt.length }, 'room loses its media again and again');
      onGivenUp();
      return;
    }
    this.#renewal = this.#renew(now);
    this.#renewal.catch(() => {}); // `onGivenUp` has been called
  }

  async #renew(lostAt: number): Promise<RoomRouter> {
    const { createRouter, onRenewed, onGivenUp, log } = this.#options;
    try {
      const router = await createRouter();
      if (this.#closed) router.close();
      else this.#follow(router);
    } catch (error) {
      log.error({ err: error }, 'a room could not be carried on');
      if (!this.#closed) onGivenUp();
    }
    if (this.#closed) throw new RequestError('unavailable');
    this.#renewal = undefined;
    onRenewed(performance.now() - lostAt);
    return this.#router;
  }
}
