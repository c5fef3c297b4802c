/**
 * A lock file that keeps two starts from doing the same long work twice. It only saves work: what the work produces is
 * put in place by a rename, so two holders (after a suspended laptop, say) do no harm. A crash leaves no lock for ever.
 */
import { open, rm, stat, utimes } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

/** The holder touches its file this often; a file that is ten times as old belongs to nobody. */
const touchEvery = 2_000; // ms
const staleAfter = 10 * touchEvery;

/** Runs `work` while holding the lock at `path`; `onWait` is called once if somebody else holds it. */
export async function withLock<T>(
  path: string,
  context: { readonly signal: AbortSignal; readonly onWait: () => void },
  work: () => Promise<T>,
): Promise<T> {
  for (let waited = false; !(await take(path)); waited = true) {
    if (!waited) context.onWait();
    await delay(500, undefined, { signal: context.signal }).catch(() => context.signal.throwIfAborted());
  }
  const heartbeat = setInterval(() => void touch(path), touchEvery);
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    await rm(path, { force: true });
  }
}

async function take(path: string): Promise<boolean> {
  try {
    await (await open(path, 'wx')).close();
    return true;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  const age = await stat(path).then(
    file => Date.now() - file.mtimeMs,
    () => 0, // it has just been released
  );
  if (age > staleAfter) await rm(path, { force: true });
  return false;
}

function touch(path: string): Promise<void> {
  const now = new Date();
  return utimes(path, now, now).catch(() => {}); // somebody took us for dead
}
