/** How late the event loop of this process has been over the last seconds. Owns its histogram; whoever made it stops it. */
import { monitorEventLoopDelay } from 'node:perf_hooks';

const resolution = 10; // ms between two samples, which are part of what each of them says
const second = 1_000; // ms
/** So many seconds in a row count: a burst, as when everybody comes back from a restart, is over sooner. */
const inARow = 3;

export class LoopDelay {
  readonly #histogram = monitorEventLoopDelay({ resolution });
  readonly #turning: NodeJS.Timeout;
  /** 99th percentiles of the last seconds. */
  #seconds: number[] = [];

  constructor() {
    this.#histogram.enable();
    this.#turning = setInterval(() => this.#turn(), second).unref();
  }

  /** Milliseconds by which it was late, 99th percentile, in the best of the last three seconds. */
  get milliseconds(): number {
    return this.#seconds.length < inARow ? 0 : Math.min(...this.#seconds);
  }

  stop(): void {
    clearInterval(this.#turning);
    this.#histogram.disable();
  }

  #turn(): void {
    const late = Math.max(0, this.#histogram.percentile(99) / 1e6 - resolution);
    this.#histogram.reset();
    this.#seconds = [...this.#seconds, late].slice(-inARow);
  }
}
