/**
 * Runs one task at a time and folds requests together: for work that makes reality match a declaration, where only the
 * latest declaration counts.
 */

/**
 * Returns a function that runs `task`, or, while it runs, has it run once more afterwards. The promise it returns settles
 * when a run that began after the call has ended, and rejects when that run did.
 */
export function coalesce(task: () => Promise<void>): () => Promise<void> {
  let current: Promise<void> | undefined;
  let next: Promise<void> | undefined;

  const start = (): Promise<void> => {
    next = undefined;
    current = task().finally(() => {
      // One that waits begins a few turns from now; whoever asks until then shares it.
      if (!next) current = undefined;
    });
    return current;
  };

  return () => {
    if (!current) return start();
    next ??= current.then(start, start);
    return next;
  };
}
