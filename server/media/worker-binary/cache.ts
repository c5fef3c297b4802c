/**
 * The place of worker binaries on this machine: one per mediasoup version, platform and build recipe, and the temporary
 * folders in which they come to be. Knows nothing of how a binary is made or judged.
 */
import { chmod, mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { withLock } from '../../lib/lock.ts';

/** No build takes so long: a temporary folder of this age was left by a process that was killed. */
const abandonedAfter = 60 * 60 * 1000; // ms
const temporaryPrefix = 'tmp-';

export interface WorkerKey {
  readonly version: string;
  readonly platform: string;
  readonly arch: string;
  readonly recipe: string;
}

export interface WorkerCache {
  /** Where the binary is, once there is one. */
  readonly binary: string;
  /** Runs `work` with an empty folder that is gone afterwards, one process at a time; throws a sentence if it cannot. */
  withWorkplace<T>(
    context: { readonly signal: AbortSignal; readonly onWait: () => void },
    work: (dir: string) => Promise<T>,
  ): Promise<T>;
  /** Moves a finished binary into place. It must lie in the workplace, so that the move is atomic. */
  keep(binary: string): Promise<void>;
}

export function openCache(cacheDir: string, key: WorkerKey): WorkerCache {
  const root = join(cacheDir, 'worker');
  const name = `${key.version}-${key.platform}-${key.arch}-${key.recipe}`;
  const binary = join(root, name, 'mediasoup-worker');
  return {
    binary,
    withWorkplace: async (context, work) => {
      await mkdir(dirname(binary), { recursive: true }).catch(error => throwUnwritable(cacheDir, error));
      const lock = join(root, `${name}.lock`);
      return withLock(lock, context, async () => {
        await removeAbandoned(root);
        const dir = await mkdtemp(join(root, temporaryPrefix));
        try {
          return await work(dir);
        } finally {
          await rm(dir, { recursive: true, force: true, maxRetries: 3 });
        }
      }).catch(error => throwUnwritable(cacheDir, error));
    },
    keep: async made => {
      await chmod(made, 0o755);
      await rename(made, binary);
    },
  };
}

async function removeAbandoned(root: string): Promise<void> {
  for (const name of await readdir(root)) {
    if (!name.startsWith(temporaryPrefix)) continue;
    const path = join(root, name);
    const age = await stat(path).then(
      folder => Date.now() - folder.mtimeMs,
      () => 0,
    );
    if (age > abandonedAfter) await rm(path, { recursive: true, force: true });
  }
}

const unwritable = ['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST', 'ENOSPC', 'EDQUOT'];

/** Turns a refusal of the file system into a sentence; other errors pass unchanged. */
function throwUnwritable(cacheDir: string, error: unknown): never {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (!unwritable.includes(code)) throw error;
  throw new Error(
    `The cache folder ${cacheDir} cannot be written (${code}), and a worker must be kept there. ` +
      'Set XDG_CACHE_HOME to a folder that can, or MEDIASOUP_WORKER_BIN to the path of a worker.',
    { cause: error },
  );
}
