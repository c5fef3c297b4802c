/**
 * How long a session has to join: `seconds` from its beginning, held while it is being let in, and then as long as at first. Knows
 * a clock, no session.
 */
export interface JoinDeadlineOptions {
  readonly seconds: number;
  readonly onOver: () => void;
}

export class JoinDeadline {
  readonly #options: JoinDeadlineOptions;
  #state: 'running' | 'held' | 'stopped' = 'running';
  #timer: NodeJS.Timeout | undefined;

  constructor(options: JoinDeadlineOptions) {
    this.#options = options;
    this.restart();
  }

  hold(): void {
    if (this.#state === 'stopped') return;
    this.#state = 'held';
    clearTimeout(this.#timer);
  }

  /** Changes nothing when it is not held. */
  release(): void {
    if (this.#state !== 'held') return;
    this.#state = 'running';
    this.restart();
  }

  /** As long as at first from now on, unless it is held or stopped. */
  restart(): void {
    if (this.#state !== 'running') return;
    clearTimeout(this.#timer);
    const { seconds, onOver } = this.#options;
    this.#timer = setTimeout(onOver, seconds * 1_000);
  }

  /** For good: it has joined, or ended. */
  stop(): void {
    this.#state = 'stopped';
    clearTimeout(this.#timer);
  }
}
