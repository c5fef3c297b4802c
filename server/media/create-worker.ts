/**
 * Starts one mediasoup worker so that no signal but ours reaches it, it takes no part in the process's signals, and it cannot
 * hang a start. Owns those corrections and nothing else: pooling, replacing and closing belong to its callers.
 */
import childProcess, { type ChildProcess } from 'node:child_process';
import * as mediasoup from 'mediasoup';
import type { Worker, WorkerSettings } from 'mediasoup/types';

const signals = ['SIGINT', 'SIGTERM'] as const;

/**
 * As mediasoup's `createWorker`, with three differences. The process is in a group of its own: Ctrl-C, which the terminal
 * sends to a whole group, would end the media before anybody is told why. The SIGINT and SIGTERM listeners that mediasoup adds
 * (they close the worker and keep Node from exiting) are removed again. And a binary that starts and then says nothing is
 * killed after `startDeadline` milliseconds, so the promise always settles; it rejects when the worker does not come up.
 */
export async function createWorker(settings: WorkerSettings, startDeadline = 10_000): Promise<Worker> {
  const { started, child } = start(settings);
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    child?.kill('SIGKILL'); // mediasoup sees the exit and rejects
  }, startDeadline);
  try {
    return await started;
  } catch (error) {
    if (late) throw new Error(`the worker said nothing for ${startDeadline} ms`, { cause: error });
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

/** mediasoup spawns the process and adds its listeners before `createWorker` first awaits: both are ours to correct here. */
function start(settings: WorkerSettings): { started: Promise<Worker>; child: ChildProcess | undefined } {
  const before = signals.map(signal => new Set(process.listeners(signal)));
  const { spawn } = childProcess;
  let child: ChildProcess | undefined;
  const spawnDetached = (command: string, args: string[], options: childProcess.SpawnOptions) => {
    child = spawn(command, args, { ...options, detached: true });
    return child;
  };
  childProcess.spawn = spawnDetached as typeof spawn;
  try {
    const started = mediasoup.createWorker(settings);
    return { started, child };
  } finally {
    childProcess.spawn = spawn;
    for (const [index, signal] of signals.entries()) {
      for (const listener of process.listeners(signal)) {
        if (!before[index]?.has(listener)) process.removeListener(signal, listener);
      }
    }
  }
}
