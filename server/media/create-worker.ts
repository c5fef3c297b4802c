/**
 * Starts one mediasoup worker so that it takes no part in the process's signals and cannot hang a start.
 * Owns those two corrections and nothing else: pooling, replacing and closing belong to its callers.
 */
import type { ChildProcess } from 'node:child_process';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import * as mediasoup from 'mediasoup';
import type { Worker, WorkerSettings } from 'mediasoup/types';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/**
 * As mediasoup's `createWorker`, with two differences. The SIGINT and SIGTERM listeners that it adds (they close the
 * worker and keep Node from exiting) are removed again. And a binary that starts and then says nothing is killed after
 * `startDeadline` milliseconds, so the promise always settles; it rejects when the worker does not come up.
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

/** mediasoup spawns the process and adds its listeners before `createWorker` first awaits: both are ours to see here. */
function start(settings: WorkerSettings): { started: Promise<Worker>; child: ChildProcess | undefined } {
  const before = SIGNALS.map(signal => new Set(process.listeners(signal)));
  const spawned: ChildProcess[] = [];
  const onSpawn = (message: unknown) => spawned.push((message as { process: ChildProcess }).process);
  subscribe('child_process', onSpawn);
  try {
    return { started: mediasoup.createWorker(settings), child: spawned[0] };
  } finally {
    unsubscribe('child_process', onSpawn);
    for (const [index, signal] of SIGNALS.entries()) {
      for (const listener of process.listeners(signal)) {
        if (!before[index]?.has(listener)) process.removeListener(signal, listener);
      }
    }
  }
}
