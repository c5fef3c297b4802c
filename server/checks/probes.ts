/**
 * All probes of this server: opens them, and not too many at a time. Who owns one, and closes it, is its session.
 */
import { RequestError } from '../errors.ts';
import type { Log } from '../log.ts';
import { Bursts } from './bursts.ts';
import { type CreateProbe, Probe } from './probe.ts';

export interface ProbesOptions {
  readonly create: CreateProbe;
  /** Probes at a time. */
  readonly max: number;
  readonly log: Log;
}

const burstsAtOnce = 4;

export class Probes {
  readonly #options: ProbesOptions;
  readonly #bursts = new Bursts(burstsAtOnce);
  #open = 0;

  constructor(options: ProbesOptions) {
    this.#options = options;
  }

  /** How many there are, those included that are being opened. */
  get size(): number {
    return this.#open;
  }

  /** Throws `unavailable` when there are too many, or no worker can open one. */
  async open(): Promise<Probe> {
    const { create, max, log } = this.#options;
    if (this.#open >= max) throw new RequestError('unavailable', undefined, 'too many checks at the moment');
    this.#open += 1;
    try {
      const probe = await Probe.open(create, this.#bursts);
      probe.observer.once('close', () => {
        this.#open -= 1;
      });
      return probe;
    } catch (error) {
      this.#open -= 1;
      log.warn({ err: error }, 'a probe could not be opened');
      throw new RequestError('unavailable');
    }
  }
}
