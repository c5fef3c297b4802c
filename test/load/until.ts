/** Waiting for a moment of the plan, as long as the run goes on. Knows no plan. */

/** Resolves at that time of performance.now(), at once where it has passed, or when aborted. */
export async function until(time: number, signal: AbortSignal): Promise<void> {
  const rest = time - performance.now();
  if (rest > 0 && !signal.aborted) await pause(rest, signal);
}

/** Resolves after so many milliseconds, or when aborted. */
export function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    const timer = setTimeout(done, milliseconds);
    signal?.addEventListener('abort', done, { once: true });
    function done() {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    }
  });
}
