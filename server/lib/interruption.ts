/**
 * SIGINT and SIGTERM during long work: the work is aborted and cleans up after itself before the process ends.
 */

const signals = ['SIGINT', 'SIGTERM'] as const;

/**
 * Runs `work` with an AbortSignal that a first SIGINT or SIGTERM aborts. Once `work` has settled, an interrupted process
 * gets the signal again, now with its usual effect, unless somebody else listens to it; the promise rejects either way.
 */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  let received: NodeJS.Signals | undefined;
  const onSignal = (signal: NodeJS.Signals) => {
    received ??= signal;
    controller.abort(new Error(`interrupted by ${signal}`));
  };
  for (const signal of signals) process.once(signal, onSignal);
  try {
    return await work(controller.signal);
  } finally {
    for (const signal of signals) process.removeListener(signal, onSignal);
    if (received !== undefined && process.listenerCount(received) === 0) process.kill(process.pid, received);
  }
}
