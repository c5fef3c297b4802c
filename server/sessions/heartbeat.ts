/**
 * Whether the other end of a socket is still there: pings it, and notices when nothing comes any more. Knows nothing of what comes.
 */
export interface HeartbeatOptions {
  readonly pingSeconds: number;
  readonly silenceSeconds: number;
  /** Every so often, while it is not silent. */
  readonly onBeat: () => void;
  /** Nothing came for a while: what else is known of the other end can be looked at, and again when it is silent. */
  readonly onQuiet: () => void;
  /** Something came after that. */
  readonly onHeard: () => void;
  /** Nothing came for too long. Whoever does not stop it then is told again, should something come and then nothing once more. */
  readonly onSilence: () => void;
}

/** Milliseconds from quiet to silence: a receiver of sound alone may report no more often than every 7.5 s (RFC 3550, section 6.3.1). */
const quietBefore = 9_000;
/** Where silence is short, the share of it. */
const quietShare = 0.6;

export class Heartbeat {
  readonly #options: HeartbeatOptions;
  readonly #silentAfter: number;
  readonly #quietAfter: number;
  readonly #beats: NodeJS.Timeout;
  #watch: NodeJS.Timeout | undefined;
  #judging: NodeJS.Immediate | undefined;
  #heardAt = performance.now();
  #state: 'heard' | 'quiet' | 'silent' | 'stopped' = 'heard';

  constructor(options: HeartbeatOptions) {
    const { pingSeconds, silenceSeconds, onBeat } = options;
    this.#options = options;
    this.#silentAfter = silenceSeconds * 1_000;
    this.#quietAfter = this.#silentAfter - Math.min(quietBefore, this.#silentAfter * quietShare);
    this.#beats = setInterval(onBeat, pingSeconds * 1_000);
    this.#wait();
  }

  /** Something came. */
  heard(): void {
    this.#heardAt = performance.now();
    const before = this.#state;
    if (before === 'heard' || before === 'stopped') return;
    this.#state = 'heard';
    this.#options.onHeard();
    if (before === 'silent') this.#wait();
  }

  stop(): void {
    this.#state = 'stopped';
    clearInterval(this.#beats);
    clearTimeout(this.#watch);
    clearImmediate(this.#judging);
  }

  /** One timer, set anew when it is over and not with each frame: frames are many. */
  #wait(): void {
    const since = performance.now() - this.#heardAt;
    const until = this.#state === 'quiet' ? this.#silentAfter : this.#quietAfter;
    this.#watch = setTimeout(() => {
      // Where this process was busy, what came meanwhile is read before anybody is called silent.
      this.#judging = setImmediate(() => this.#judge());
    }, until - since);
  }

  #judge(): void {
    const since = performance.now() - this.#heardAt;
    if (since >= this.#silentAfter) {
      this.#state = 'silent';
      this.#options.onSilence();
      return;
    }
    if (since >= this.#quietAfter && this.#state === 'heard') {
      this.#state = 'quiet';
      this.#options.onQuiet();
    }
    this.#wait();
  }
}
