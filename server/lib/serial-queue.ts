/** A queue of asynchronous tasks that run one at a time, in order. Knows nothing of what they do. */
export class SerialQueue {
  readonly #waiting: (() => Promise<void>)[] = [];
  #running = false;
  #closed = false;

  /** How many have not begun. */
  get length(): number {
    return this.#waiting.length;
  }

  /** Appends a task. Tasks must not reject: they answer for their own errors. Ignored once the queue is closed. */
  push(task: () => Promise<void>): void {
    if (this.#closed) return;
    this.#waiting.push(task);
    if (!this.#running) void this.#run();
  }

  /** Drops what waits. A task that runs is not waited for. */
  close(): void {
    this.#closed = true;
    this.#waiting.length = 0;
  }

  async #run(): Promise<void> {
    this.#running = true;
    for (let task = this.#waiting.shift(); task; task = this.#waiting.shift()) await task();
    this.#running = false;
  }
}
