/**
 * New ICE parameters of one transport, asked for before they are needed: the network that takes a path away often takes the socket too,
 * and with these another path is found without one. The server knows those in use as well until the new ones are used. Knows no
 * signalling: it is handed what asks.
 */
import type { IceParameters } from 'mediasoup-client/types';

export class SpareIce {
  readonly #ask: () => Promise<IceParameters>;
  #spare: IceParameters | undefined;
  #asking = false;

  constructor(ask: () => Promise<IceParameters>) {
    this.#ask = ask;
  }

  /** Asks for those of the next search, unless they are there. Never rejects. */
  async prepare(): Promise<void> {
    if (this.#spare || this.#asking) return;
    this.#asking = true;
    this.#spare = await this.#ask().catch(() => undefined); // then it is asked when they are needed
    this.#asking = false;
  }

  /** Rejects when there are none and the server gives none. */
  async take(): Promise<IceParameters> {
    const spare = this.#spare;
    this.#spare = undefined;
    return spare ?? this.#ask();
  }
}
