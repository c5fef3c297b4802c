/** How much one worker has to do, and which of several gets the next room. Knows no processes. */

export interface WorkerLoad {
  readonly pid: number;
  /** Percent of one processor core that it used over the last seconds. */
  readonly cpu: number;
}

export interface Loaded extends WorkerLoad {
  /** Routers and transports it carries. */
  readonly load: number;
}

/** Percent: below such a difference what it carries tells more of what it will have to do. */
const step = 20;

/** Work that is there already counts more than what was only just put on it, which has no share yet. */
export function leastLoaded<Worker extends Loaded>(workers: readonly Worker[]): Worker | undefined {
  const [first, ...others] = workers;
  return first && others.reduce((least, worker) => (isLess(worker, least) ? worker : least), first);
}

function isLess(one: Loaded, other: Loaded): boolean {
  const difference = Math.floor(one.cpu / step) - Math.floor(other.cpu / step);
  return difference < 0 || (difference === 0 && one.load < other.load);
}

interface Sample {
  /** Milliseconds, of the wall and of the processor. */
  readonly at: number;
  readonly used: number;
}

const kept = 4; // samples, one each second: the share of the last three seconds

/** From what a process has used in all, told now and then, the share of a core over the last few times. */
export class CpuShare {
  #samples: readonly Sample[] = [];

  /** Percent; 0 until two samples are there. */
  get percent(): number {
    const first = this.#samples[0];
    const last = this.#samples.at(-1);
    if (!first || !last || last.at <= first.at) return 0;
    return (100 * (last.used - first.used)) / (last.at - first.at);
  }

  /** Seconds of processor time since its beginning, as of the last sample. */
  get seconds(): number {
    return (this.#samples.at(-1)?.used ?? 0) / 1_000;
  }

  /** `used`: milliseconds of processor time since its beginning. `at`: of `performance.now()`. */
  take(used: number, at: number): void {
    this.#samples = [...this.#samples, { at, used }].slice(-kept);
  }
}
