/**
 * The worker binary for tests with a real worker: found as the server finds it, once per test process.
 */
import { defaultCacheDir } from '../../server/media/worker-binary/cache-dir.ts';
import { ensureWorkerBinary } from '../../server/media/worker-binary/ensure.ts';

let found: Promise<string> | undefined;

export function workerBin(): Promise<string> {
  found ??= ensureWorkerBinary({
    configured: process.env.MEDIASOUP_WORKER_BIN || undefined,
    cacheDir: defaultCacheDir(process.env),
    log: line => console.log(line),
  });
  return found;
}
