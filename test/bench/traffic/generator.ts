/** The generator, from outside: gives orders to its process. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { pin } from '../machine/pin.ts';
import type { Answer, Order, Reports } from './generator-process.ts';

export class Generator {
  readonly #process: ChildProcess;

  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #orders = 0;

  private constructor(child: ChildProcess) {
    this.#process = child;
    child.on('message', (answer: Answer) => this.#waiting.get(answer.id)?.(answer));
    child.once('exit', () => {
      for (const [id, answered] of this.#waiting) answered({ id, failure: 'the generator ended' });
    });
  }

  /** On the core that is not measured, unless it is to run wherever there is room. */
  static async start({ pinned = true } = {}): Promise<Generator> {
    const child = fork(new URL('./generator-process.ts', import.meta.url));
    await once(child, 'message');
    const generator = new Generator(child);
    if (pinned) pin(generator.pid, 'other');
    return generator;
  }

  get pid(): number {
    return this.#process.pid ?? 0;
  }

  /** Rejects when the order could not be carried out, or the process ended. */
  order<O extends Order>(order: O): Promise<Reports[O['do']]> {
    const id = this.#orders;
    this.#orders += 1;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, answer => {
        this.#waiting.delete(id);
        if ('failure' in answer) reject(new Error(`${order.do}: ${answer.failure}`));
        else resolve(answer.report as Reports[O['do']]);
      });
      this.#process.send({ ...order, id } satisfies Order & { id: number });
    });
  }

  async stop(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const exited = once(this.#process, 'exit');
    this.#process.kill('SIGKILL');
    await exited;
  }
}
