/**
 * Notices a connection that died without a word: browsers do not show a server's pings to scripts. Asks when nothing has come for a
 * while, and when the network or the page is back; what the asking leads to is not its business. Knows no socket and no protocol.
 */

/** Milliseconds without a sign of the server: as long as the server waits for one of the client. */
const silence = 15_000;

export class Liveness {
  readonly #ask: () => Promise<unknown>;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asking = false;
  readonly #back = () => {
    if (globalThis.document?.visibilityState !== 'hidden') this.#askNow();
  };

  /** `ask` sends something that the server answers; it is not called again before its promise is settled. */
  constructor(ask: () => Promise<unknown>) {
    this.#ask = ask;
    this.heard();
    // Both arrive at the window, `visibilitychange` by bubbling; outside a browser there is neither.
    globalThis.addEventListener?.('online', this.#back);
    globalThis.addEventListener?.('visibilitychange', this.#back);
  }

  /** Something came from the server. */
  heard(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#askNow(), silence);
  }

  stop(): void {
    clearTimeout(this.#timer);
    globalThis.removeEventListener?.('online', this.#back);
    globalThis.removeEventListener?.('visibilitychange', this.#back);
  }

  #askNow(): void {
    if (this.#asking) return;
    this.#asking = true;
    const answered = () => {
      this.#asking = false;
    };
    this.#ask().then(answered, answered);
  }
}
