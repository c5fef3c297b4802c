/**
 * Whether the other end of a socket is still there: pings it, and notices when nothing comes any more. Knows nothing of what comes.
 */
export interface HeartbeatOptions {
  readonly pingSeconds: number;
  readonly silenceSeconds: number;
  /** Every so often, while it is not silent. */
  readonly onBeat: () => void;
  /** Nothing came for too long. */
  readonly onSilence: () => void;
}

export class Heartbeat {
  readonly #options: HeartbeatOptions;
  readonly #timer: NodeJS.Timeout;
  #heardAt = performance.now();

  constructor(options: HeartbeatOptions) {
    this.#options = options;
    this.#timer = setInterval(() => this.#beat(), options.pingSeconds * 1000);
  }

  /** Something came. */
  heard(): void {
    this.#heardAt = performance.now();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #beat(): void {
    const { silenceSeconds, onBeat, onSilence } = this.#options;
    if (performance.now() - this.#heardAt > silenceSeconds * 1000) onSilence();
    else onBeat();
  }
}
