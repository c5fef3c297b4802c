/** The crowd, from outside: gives orders to its process. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { pin } from '../machine/pin.ts';
import type { CrowdAnswer, CrowdOrder, Newcomer, Sight } from './crowd-process.ts';

export class Crowd {
  readonly #process: ChildProcess;

  private constructor(child: ChildProcess) {
    this.#process = child;
  }

  /** On the core that is not measured. */
  static async gather(): Promise<Crowd> {
    const child = fork(new URL('./crowd-process.ts', import.meta.url));
    await once(child, 'message');
    const crowd = new Crowd(child);
    pin(crowd.pid, 'other');
    return crowd;
  }

  get pid(): number {
    return this.#process.pid ?? 0;
  }

  /** Resolves when all are in. */
  async enter(url: string, newcomers: readonly Newcomer[]): Promise<void> {
    await this.#order({ do: 'enter', url, newcomers });
  }

  async watch(seconds: number): Promise<Sight> {
    const sight = await this.#order({ do: 'watch', seconds });
    if (!sight) throw new Error('the crowd saw nothing');
    return sight;
  }

  async close(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const exited = once(this.#process, 'exit');
    this.#process.kill('SIGKILL');
    await exited;
  }

  async #order(order: CrowdOrder): Promise<Sight | undefined> {
    const settled = new AbortController(); // no listener stays behind
    const { signal } = settled;
    const answered = once(this.#process, 'message', { signal }) as Promise<[CrowdAnswer]>;
    const ended = once(this.#process, 'exit', { signal }).then(() =>
      Promise.reject(new Error('the crowd ended')),
    );
    this.#process.send(order);
    const [answer] = await Promise.race([answered, ended]).finally(() => {
      for (const other of [answered, ended]) other.catch(() => {});
      settled.abort();
    });
    if ('failure' in answer) throw new Error(answer.failure);
    return answer.sight;
  }
}
