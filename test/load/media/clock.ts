/**
 * The one clock that everything in a process is sent by: a wheel of 5 ms, driven by a single timer. What is late is made up for at once,
 * and counted: a process that is late is itself the bottleneck. Knows no media.
 */

/** Milliseconds. */
const slotLength = 5;

export interface Lateness {
  /** Turns of the wheel at which something was due. */
  readonly turns: number;
  /** Of these, how many came a whole turn late or more. */
  readonly late: number;
  /** Milliseconds by which they were late: the sum, and the most. */
  readonly sum: number;
  readonly worst: number;
}

type Task = () => void;

export class MediaClock {
  readonly #now: () => number;
  readonly #slots = new Map<number, Task[]>();
  /** The first that was not dealt with. */
  #next = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #lateness = { turns: 0, late: 0, sum: 0, worst: 0 };

  /** `now`: milliseconds, never going back. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  get now(): number {
    return this.#now();
  }

  get lateness(): Lateness {
    return { ...this.#lateness };
  }

  /** Begins to count anew. */
  resetLateness(): void {
    this.#lateness = { turns: 0, late: 0, sum: 0, worst: 0 };
  }

  /** Runs the task once, not before `time` and at most a turn after it. Returns what calls it off. It must not throw. */
  at(time: number, task: Task): () => void {
    // It was at rest: there is nothing to make up for.
    if (this.#timer === undefined) this.#next = Math.max(this.#next, Math.floor(this.#now() / slotLength));
    const slot = Math.max(this.#next, Math.ceil(time / slotLength));
    let tasks = this.#slots.get(slot);
    if (!tasks) {
      tasks = [];
      this.#slots.set(slot, tasks);
    }
    let isOff = false;
    tasks.push(() => {
      if (!isOff) task();
    });
    this.#timer ??= setTimeout(() => this.turn(), slotLength);
    return () => {
      isOff = true;
    };
  }

  /** Does all that is due. Called by the timer; public for tests that have a time of their own. */
  turn(): void {
    clearTimeout(this.#timer);
    const now = this.#now();
    const last = Math.floor(now / slotLength);
    while (this.#next <= last) {
      const slot = this.#next;
      this.#next += 1;
      const tasks = this.#slots.get(slot);
      if (!tasks) continue;
      this.#slots.delete(slot);
      this.#count(now - slot * slotLength);
      for (const task of tasks) task();
    }
    this.#timer = this.#slots.size === 0 ? undefined : setTimeout(() => this.turn(), this.#untilNext());
  }

  #untilNext(): number {
    return Math.max(1, this.#next * slotLength - this.#now());
  }

  #count(lateness: number): void {
    this.#lateness.turns += 1;
    if (lateness >= slotLength) this.#lateness.late += 1;
    this.#lateness.sum += lateness;
    this.#lateness.worst = Math.max(this.#lateness.worst, lateness);
  }
}

/** That of this process. */
export const mediaClock = new MediaClock();
