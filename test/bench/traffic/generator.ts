/** The generator, from outside: gives orders to its process. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { pin } from '../machine/pin.ts';
import type { Answer, Order, Reports } from './generator-process.ts';

export class Generator {
  readonly #process: ChildProcess;

  private constructor(child: ChildProcess) {
    this.#process = child;
  }

  /** On the core that is not measured. */
  static async start(): Promise<Generator> {
    const child = fork(new URL('./generator-process.ts', import.meta.url));
    await once(child, 'message');
    const generator = new Generator(child);
    pin(generator.pid, 'other');
    return generator;
  }

  get pid(): number {
    return this.#process.pid ?? 0;
  }

  /** One at a time. Rejects when the order could not be carried out, or the process ended. */
  async order<O extends Order>(order: O): Promise<Reports[O['do']]> {
    const ended = new AbortController();
    const exited = once(this.#process, 'exit', { signal: ended.signal }).then(() => {
      throw new Error('the generator ended');
    });
    try {
      const answered = once(this.#process, 'message', { signal: ended.signal });
      this.#process.send(order);
      const [answer] = (await Promise.race([answered, exited])) as [Answer];
      if ('failure' in answer) throw new Error(answer.failure);
      return answer.report as Reports[O['do']];
    } finally {
      exited.catch(() => {}); // aborted
      ended.abort();
    }
  }

  async stop(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const exited = once(this.#process, 'exit');
    this.#process.kill('SIGKILL');
    await exited;
  }
}
