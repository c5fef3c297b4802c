/** The crowd of storm-process.ts, from outside. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { Ground } from './ground.ts';
import type { Order, Report } from './storm-process.ts';

export class Storm {
  readonly #process: ChildProcess;

  private constructor(child: ChildProcess) {
    this.#process = child;
  }

  static begin(ground: Ground): Storm {
    const child = fork(new URL('./storm-process.ts', import.meta.url));
    ground.atEnd(async () => {
      if (child.exitCode !== null) return;
      child.kill('SIGKILL');
      await once(child, 'exit');
    });
    return new Storm(child);
  }

  /** Rejects when the order could not be carried out. */
  async order<O extends Order>(order: O): Promise<Extract<Report, { of: O['do'] }>> {
    const answer: Promise<[Report]> = once(this.#process, 'message') as Promise<[Report]>;
    this.#process.send(order);
    const [report] = await answer;
    if (report.of === 'failure') throw new Error(report.sentence);
    return report as Extract<Report, { of: O['do'] }>;
  }
}
