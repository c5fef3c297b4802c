/**
 * What the server as a whole says to who wants to come into any of its rooms: not now, because it is about to end or carries as much as it
 * can, or in a moment, because others are on their way in. Knows no rooms: what keeps people out of one is in admission.ts.
 */
import { RequestError } from '../errors.ts';
import { Turnstile } from '../lib/turnstile.ts';
import type { WorkerLoad } from '../media/worker-load.ts';
import { Drain, type DrainOptions } from './drain.ts';

export interface DoorwayOptions extends DrainOptions {
  /** Throws `busy` when no more can be put on that worker; undefined: none is known. */
  requireCapacity: (worker: WorkerLoad | undefined) => void;
}

/**
 * So many joins are carried out at the same time. Measured with 500 in one second: more are not all done any sooner, but come back
 * from the workers together, and everybody else waits for that.
 */
const atOnce = 2;
/** So many wait for their turn. */
const maxWaiting = 5_000;
const askAgain = 10; // seconds

export class Doorway {
  readonly drain: Drain;
  readonly #requireCapacity: DoorwayOptions['requireCapacity'];
  readonly #turnstile = new Turnstile(atOnce);

  constructor({ requireCapacity, inside, onBegin }: DoorwayOptions) {
    this.#requireCapacity = requireCapacity;
    this.drain = new Drain({ inside: () => inside() + this.#turnstile.size, onBegin });
  }

  /** Throws `draining` or `busy`. */
  requireOpen(worker: WorkerLoad | undefined): void {
    this.drain.requireNone();
    this.#requireCapacity(worker);
    if (this.#turnstile.waiting >= maxWaiting) throw RequestError.later('busy', askAgain);
  }

  /** Carries out a join when its turn has come. Rejects as it does, with `draining`, or with GoneError when `applicant` is aborted. */
  async pass<Result>(join: () => Promise<Result>, applicant: AbortSignal): Promise<Result> {
    const turn = () => {
      this.drain.requireNone();
      return join();
    };
    return this.#turnstile.pass(async () => turn(), applicant).finally(() => this.drain.look());
  }
}
