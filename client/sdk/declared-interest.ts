/**
 * What this peer wants to receive, as the server was last told, and who decides that: the elements that are attached or, once it has
 * declared anything, the application. Knows no room: it is handed what tells the server.
 */
import type { Interest } from '#protocol/interest.ts';
import { asError } from './signalling.ts';

const atFirst: Interest = { audio: 'all', video: [], otherVideo: { width: 320, height: 180 } };

export class DeclaredInterest {
  readonly #tell: (interest: Interest) => Promise<unknown>;
  readonly #failed: (error: Error) => void;
  #byApplication: boolean;
  #current: Interest;
  /** The one that the server was told, as text; empty when it refused it. */
  #told: string;

  /** `given` by the application, or undefined, is what joining declares. `failed`: the server was told in vain. */
  constructor(
    given: Interest | undefined,
    tell: (interest: Interest) => Promise<unknown>,
    failed: (error: Error) => void,
  ) {
    this.#byApplication = given !== undefined;
    this.#current = given ?? atFirst;
    this.#told = JSON.stringify(this.#current);
    this.#tell = tell;
    this.#failed = failed;
  }

  get current(): Interest {
    return this.#current;
  }

  get isByApplication(): boolean {
    return this.#byApplication;
  }

  /** From now on elements decide nothing. */
  declareByApplication(interest: Interest): void {
    this.#byApplication = true;
    this.#declare(interest);
  }

  /** Does nothing where the application decides. */
  declareByElements(interest: Interest): void {
    if (!this.#byApplication) this.#declare(interest);
  }

  /** Changes nothing, but is answered. */
  async repeat(): Promise<void> {
    await this.#tell(this.#current);
  }

  /** The same again is not sent. */
  #declare(interest: Interest): void {
    const text = JSON.stringify(interest);
    if (text === this.#told) return;
    this.#current = interest;
    this.#told = text;
    this.#tell(interest).catch((error: unknown) => {
      this.#told = ''; // so that declaring it again is tried again
      this.#failed(asError(error));
    });
  }
}
