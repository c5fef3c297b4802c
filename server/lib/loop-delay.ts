/** How late the event loop of this process has been over the last seconds. Owns the histograms; whoever made it stops it. */
import { monitorEventLoopDelay } from 'node:perf_hooks';

const resolution = 10; // ms between two samples, which are part of what each of them says
const turnEvery = 5_000; // ms: what is told is of the last five to ten seconds

export class LoopDelay {
  #older = started();
  #younger = started();
  readonly #turning: NodeJS.Timeout;

  constructor() {
    this.#turning = setInterval(() => this.#turn(), turnEvery).unref();
  }

  /** Milliseconds by which it is late, 99th percentile. */
  get milliseconds(): number {
    return Math.max(0, this.#older.percentile(99) / 1e6 - resolution);
  }

  stop(): void {
    clearInterval(this.#turning);
    this.#older.disable();
    this.#younger.disable();
  }

  #turn(): void {
    const emptied = this.#older;
    emptied.reset();
    this.#older = this.#younger;
    this.#younger = emptied;
  }
}

function started(): ReturnType<typeof monitorEventLoopDelay> {
  const histogram = monitorEventLoopDelay({ resolution });
  histogram.enable();
  return histogram;
}
