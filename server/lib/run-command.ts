/**
 * Runs one program to its end, in a process group of its own, so that nothing of it outlives an abort and a Ctrl-C in
 * the terminal reaches it only through us. Knows nothing of workers or packages.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** How many of the last lines of output are kept, for the sentence that explains a failure. */
const keptLines = 25;

export interface CommandOptions {
  readonly signal: AbortSignal;
  readonly cwd?: string;
  /** Each line of standard output and standard error, as it comes. */
  readonly onLine?: (line: string) => void;
  /** A package manager must not be killed half-way: it is sent SIGINT itself, and waited for. Default: kill the group. */
  readonly onAbort?: 'kill' | 'interrupt';
}

export interface CommandEnd {
  /** The exit code; null when a signal ended it. */
  readonly code: number | null;
  readonly lastLines: readonly string[];
}

/** Resolves whatever the exit code; rejects when the program cannot be started, or with the reason of the abort. */
export async function runCommand(command: readonly string[], options: CommandOptions): Promise<CommandEnd> {
  options.signal.throwIfAborted();
  const [file = '', ...args] = command;
  const child = spawn(file, args, { cwd: options.cwd, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const lastLines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', line => {
      if (lastLines.push(line) > keptLines) lastLines.shift();
      options.onLine?.(line);
    });
  }
  const stop = () => (options.onAbort === 'interrupt' ? child.kill('SIGINT') : killGroup(child));
  options.signal.addEventListener('abort', stop);
  try {
    const code = await ended(child);
    options.signal.throwIfAborted();
    return { code, lastLines };
  } finally {
    options.signal.removeEventListener('abort', stop);
  }
}

function ended(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
}

/** Kills a process that was spawned `detached`, and all its descendants; one that has ended already is no error. */
export function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // ESRCH: nobody is left in the group
  }
}
