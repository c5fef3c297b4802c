/**
 * Whether one more peer can be borne: looks each second at what the workers use and at how late the event loop is, and closes the
 * door before those inside feel it. Refuses nobody who is inside. Owns its timer; knows no rooms.
 */
import { RequestError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { WorkerLoad } from '../media/worker-load.ts';

export interface OverloadOptions {
  /** Percent of a processor core that a worker may use before nobody else is put on it. */
  maxWorkerCpu: number;
  /** Milliseconds that the event loop may be late before nobody else is let in at all. */
  maxLoopDelay: number;
  /** Those that run. */
  workers: () => readonly WorkerLoad[];
  /** Milliseconds, as of the last seconds. */
  loopDelay: () => number;
  log: Log;
}

const lookEvery = 1_000; // ms
/** Once closed, it is open again below this share of the limit: not in and out at its edge. */
const reopens = 0.85;
const askAgain = 5; // seconds

export class Overload {
  readonly #options: OverloadOptions;
  readonly #looking: NodeJS.Timeout;
  /** Workers that are to get nobody else. */
  #burdened = new Set<WorkerLoad>();
  #late = false;

  constructor(options: OverloadOptions) {
    this.#options = options;
    this.#looking = setInterval(() => this.#look(), lookEvery).unref();
  }

  /** Throws `busy` when nobody else is to be put on that worker, or let in at all. */
  requireCapacity(worker: WorkerLoad | undefined): void {
    if (this.#late || (worker && this.#burdened.has(worker))) throw RequestError.later('busy', askAgain);
  }

  /** Nobody else is let in, into whichever room. */
  get refusesAll(): boolean {
    const workers = this.#options.workers();
    return this.#late || (workers.length > 0 && workers.every(worker => this.#burdened.has(worker)));
  }

  /** That worker gets nobody else. */
  isBurdened(worker: WorkerLoad): boolean {
    return this.#burdened.has(worker);
  }

  close(): void {
    clearInterval(this.#looking);
  }

  #look(): void {
    const { workers, loopDelay } = this.#options;
    // Those that have ended are forgotten with this.
    this.#burdened = new Set(workers().filter(worker => this.#judgeWorker(worker)));
    this.#judgeLoop(loopDelay());
  }

  #judgeWorker(worker: WorkerLoad): boolean {
    const { maxWorkerCpu, log } = this.#options;
    const before = this.#burdened.has(worker);
    const { pid, cpu } = worker;
    const now = isOver(cpu, maxWorkerCpu, before);
    if (now !== before) {
      const facts = { pid, cpu: Math.round(cpu), limit: maxWorkerCpu };
      if (now) log.warn(facts, 'a worker has enough to do: nobody else is put on it');
      else log.info(facts, 'a worker has time again');
    }
    return now;
  }

  #judgeLoop(milliseconds: number): void {
    const { maxLoopDelay, log } = this.#options;
    const before = this.#late;
    this.#late = isOver(milliseconds, maxLoopDelay, before);
    if (this.#late === before) return;
    const facts = { ms: Math.round(milliseconds), limit: maxLoopDelay };
    if (this.#late) log.warn(facts, 'the server is late: nobody else is let in');
    else log.info(facts, 'the server is in time again');
  }
}

function isOver(value: number, limit: number, before: boolean): boolean {
  return value > (before ? reopens * limit : limit);
}
