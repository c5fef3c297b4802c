/**
 * Which process runs on which core: what is measured has one to itself, as far as the machine has more than one. With `taskset`, of
 * util-linux.
 */
import { execFileSync } from 'node:child_process';
import { availableParallelism } from 'node:os';

/** The worker that is measured; everything else. */
export type Core = 'measured' | 'other';

/** Where there is only one core they share it, and figures of delay mean little. */
const coreOf: Readonly<Record<Core, number>> = {
  measured: 0,
  other: availableParallelism() > 1 ? 1 : 0,
};

/** All threads of the process. */
export function pin(pid: number, core: Core): void {
  execFileSync('taskset', ['--all-tasks', '--cpu-list', '--pid', String(coreOf[core]), String(pid)], {
    stdio: 'ignore',
  });
}
