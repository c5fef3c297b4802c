/**
 * Tries again and again, with growing pauses, until it is told to stop: when, not what. Knows no socket.
 */

/** Milliseconds before the first attempt and those after it; the last is repeated. */
const pauses = [0, 300, 1_200, 2_700, 4_800, 7_000];
/** Milliseconds at most, by chance, on top of a pause, so that those who lost a server together do not come back all at once. */
const jitter = 1_000;
/** Milliseconds for one attempt. */
const patience = 7_000;
/** Milliseconds for one that began before the network was back: what it has sent may be lost. */
const patienceInHurry = 1_000;

/** Milliseconds between the ends of two attempts, at most, unless the machine slept meanwhile. */
export const longestAttempt = patience + 7_000 + jitter;

/** To be given up when `signal` is aborted. Must not reject. */
export type Attempt = (signal: AbortSignal) => Promise<void>;

export class Reconnecting {
  readonly #attempt: Attempt;
  #tried = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #running: AbortController | undefined;
  /** The attempt under way is not given up any more. */
  #takesTime = false;
  #notBefore = 0;
  #stopped = false;

  /** Begins at once. An attempt that has ended is followed by the next, unless it was stopped. */
  constructor(attempt: Attempt) {
    this.#attempt = attempt;
    this.#next();
  }

  /** The network is back, or another: tries now, and then with short pauses again. */
  hurry(): void {
    if (this.#stopped || this.#takesTime) return;
    this.#tried = 0;
    if (this.#running) this.#giveUpAfter(patienceInHurry);
    else this.#next();
  }

  /** The server is back: a pause is over. An attempt that is under way has found it. */
  tryNow(): void {
    if (this.#stopped || this.#running) return;
    this.#tried = 0;
    this.#next();
  }

  /** Of the attempt under way: the server is there, and answers when it does. */
  takeTime(): void {
    this.#takesTime = true;
    clearTimeout(this.#timer);
  }

  /** The next attempt begins in so many milliseconds at the earliest, however much hurry there is. */
  waitAtLeast(milliseconds: number): void {
    this.#notBefore = performance.now() + milliseconds;
  }

  /** Idempotent. */
  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#running?.abort();
  }

  #next(): void {
    if (this.#stopped) return;
    clearTimeout(this.#timer);
    const pause = pauses[Math.min(this.#tried, pauses.length - 1)] ?? 0;
    const asked = this.#notBefore - performance.now();
    // The first two are for a moment's trouble of one's own.
    const chance = this.#tried > 1 || asked > 0 ? Math.random() * jitter : 0;
    this.#tried += 1;
    this.#timer = setTimeout(() => void this.#try(), Math.max(pause, asked) + chance);
  }

  async #try(): Promise<void> {
    const running = new AbortController();
    this.#running = running;
    this.#takesTime = false;
    this.#giveUpAfter(patience);
    await this.#attempt(running.signal);
    clearTimeout(this.#timer);
    this.#running = undefined;
    this.#takesTime = false;
    this.#next();
  }

  #giveUpAfter(milliseconds: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#running?.abort(), milliseconds);
  }
}
