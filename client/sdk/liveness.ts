/**
 * Notices a connection that died without a word: browsers do not show a server's pings to scripts. Asks when nothing has come for a
 * while, and when it is told that there is reason to. Knows no socket and no protocol.
 */
export interface LivenessOptions {
  /** Sends something that the server answers; it is not called again before its promise is settled, or the question given up. */
  ask: () => Promise<unknown>;
  /** Nothing came, not even when asked. */
  onDead: () => void;
}

/** Milliseconds without a sign of the server: as long as the server waits for one of the client. */
const silence = 15_000;
/** Milliseconds for the answer: long enough for a busy server. */
const patience = 5_000;
/** Milliseconds for the answer where the network is another, or the machine slept. */
const patienceInDoubt = 2_000;

export class Liveness {
  readonly #options: LivenessOptions;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asking: ReturnType<typeof setTimeout> | undefined;
  #stopped = true;

  constructor(options: LivenessOptions) {
    this.#options = options;
  }

  /** There is a connection, a new one. */
  start(): void {
    this.#stopped = false;
    this.heard();
  }

  /** Something came from the server. */
  heard(): void {
    if (this.#stopped) return;
    clearTimeout(this.#asking);
    this.#asking = undefined;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ask(patience), silence);
  }

  /** There is reason to think that the connection is dead. */
  doubt(): void {
    if (!this.#stopped && this.#asking === undefined) this.#ask(patienceInDoubt);
  }

  /** There is no connection. Idempotent. */
  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    clearTimeout(this.#asking);
    this.#asking = undefined;
  }

  /** Whatever comes is an answer: the promise is nobody's to wait for. */
  #ask(milliseconds: number): void {
    this.#asking = setTimeout(() => this.#options.onDead(), milliseconds);
    this.#options.ask().catch(() => {});
  }
}
