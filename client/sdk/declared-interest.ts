/**
 * What this peer wants to receive, as the server was last told. Knows no room: it is handed what tells the server.
 */
import type { Interest } from '#protocol/interest.ts';

export class DeclaredInterest {
  readonly #tell: (interest: Interest) => Promise<unknown>;
  #current: Interest;
  /** The one that the server was told, as text; empty when it refused it. */
  #told: string;

  /** `initial` is what joining declares. */
  constructor(initial: Interest, tell: (interest: Interest) => Promise<unknown>) {
    this.#current = initial;
    this.#told = JSON.stringify(initial);
    this.#tell = tell;
  }

  get current(): Interest {
    return this.#current;
  }

  /** The same again is not sent. Rejects when it is refused. */
  async declare(interest: Interest): Promise<void> {
    const text = JSON.stringify(interest);
    if (text === this.#told) return;
    this.#current = interest;
    this.#told = text;
    try {
      await this.#tell(interest);
    } catch (error) {
      this.#told = ''; // so that declaring it again is tried again
      throw error;
    }
  }

  /** Changes nothing, but is answered. */
  async repeat(): Promise<void> {
    await this.#tell(this.#current);
  }
}
