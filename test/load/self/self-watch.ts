/**
 * How a process of the tool is itself: processor time, lateness of its event loop and of its sending clock, what the kernel dropped for
 * it. A run is believed only as far as these are well.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';

const resolution = 5; // ms between two samples, which are part of what each of them says
const microsecondsPerMillisecond = 1_000;

/** What the parts that send and receive know of themselves. */
export interface SelfSources {
  /** Milliseconds by which the sending clock was late at worst since the last call. */
  takeLateness(): number;
  /** Datagrams that the kernel dropped on our sockets, since the beginning; undefined: it does not say. */
  kernelDrops(): Promise<number | undefined>;
}

export interface SelfReading {
  /** Of one core, 1: all of it. More is possible: the process has threads. */
  readonly cpu: number;
  /** Milliseconds, at worst. Not a percentile: while the loop stands still, nothing is counted but that it did. */
  readonly loopDelay: number;
  readonly lateness: number;
  readonly kernelDrops: number | null;
}

export class SelfWatch {
  readonly #sources: SelfSources;
  readonly #histogram = monitorEventLoopDelay({ resolution });
  #cpu = process.cpuUsage();
  #at = performance.now();

  constructor(sources: SelfSources) {
    this.#sources = sources;
    this.#histogram.enable();
  }

  /** Since the last call, or since it began. */
  async turn(): Promise<SelfReading> {
    // A delay is known once it is over: a look at once, and what the look follows would be forgotten with it.
    await setTimeout(2 * resolution);
    const { user, system } = process.cpuUsage(this.#cpu);
    const now = performance.now();
    const elapsed = (now - this.#at) * microsecondsPerMillisecond;
    const loopDelay = this.#histogram.count === 0 ? 0 : Math.max(0, this.#histogram.max / 1e6 - resolution);
    this.#cpu = process.cpuUsage();
    this.#at = now;
    this.#histogram.reset();
    return {
      cpu: elapsed > 0 ? (user + system) / elapsed : 0,
      loopDelay,
      lateness: this.#sources.takeLateness(),
      kernelDrops: (await this.#sources.kernelDrops()) ?? null,
    };
  }

  stop(): void {
    this.#histogram.disable();
  }
}
