/**
 * A socket on which nothing comes any more: whether the media of its peer are silent too. Where they are, the others are told after a
 * moment that it is not there, until it is heard again or taken for gone. Knows no socket; owns its timer.
 */
import type { Peer } from '../rooms/peer.ts';

/** Milliseconds from when a socket is quiet, in which media that flow show. */
const doubtful = 4_000;

export class Silence {
  #peer: Peer | undefined;
  #stillSends = async (): Promise<boolean> => true;
  #timer: NodeJS.Timeout | undefined;

  /** Nothing has come on the socket of that peer for a while. */
  begin(peer: Peer): void {
    this.#peer = peer;
    this.#stillSends = peer.watchMedia();
    this.#timer = setTimeout(() => void this.#tell(peer), doubtful);
  }

  /** Something has come after all. */
  end(): void {
    this.#peer?.setAway(false);
    this.stop();
  }

  /** Whether nothing has arrived on its media either since it began. */
  async isTotal(): Promise<boolean> {
    return !(await this.#stillSends());
  }

  /** Tells nothing more. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#peer = undefined;
  }

  async #tell(peer: Peer): Promise<void> {
    const isTotal = await this.isTotal();
    if (isTotal && this.#peer === peer) peer.setAway(true);
  }
}
