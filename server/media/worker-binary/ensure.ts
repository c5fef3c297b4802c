/**
 * Finds, fetches or builds a mediasoup worker that can be trusted, in a fixed order, and says what it does.
 * Owns the order and the sentences; each step is a file beside this one. Reads no environment.
 */
import { access, constants } from 'node:fs/promises';
import { resolve } from 'node:path';
import { interruptible } from '../../lib/interruption.ts';
import { buildWorker, type WorkContext } from './build.ts';
import { openCache, type WorkerCache } from './cache.ts';
import { canShakeHands, checkHandshake, checkStarts, type Verdict } from './handshake.ts';
import { bundledWorker, mediasoupVersion } from './mediasoup-package.ts';
import { type Download, downloadPrebuilt } from './prebuilt.ts';
import { recipeHash } from './source-tree.ts';

export interface EnsureOptions {
  /** What MEDIASOUP_WORKER_BIN says; it is used or refused, never replaced by another. */
  readonly configured: string | undefined;
  readonly cacheDir: string;
  readonly log: (line: string) => void;
}

/** What `ensureWorkerBinary` does to the world, so that a test can order the steps without a compiler or a network. */
export interface WorkerSteps {
  /** Where mediasoup's own install leaves a worker. */
  readonly bundled: string;
  readonly cache: (cacheDir: string) => WorkerCache;
  readonly exists: (path: string) => Promise<boolean>;
  readonly checkStarts: (path: string) => Promise<Verdict>;
  readonly canShakeHands: () => boolean;
  readonly checkHandshake: (path: string, signal: AbortSignal) => Promise<Verdict>;
  readonly download: (context: WorkContext) => Promise<Download>;
  readonly build: (context: WorkContext) => Promise<string>;
}

const realSteps: WorkerSteps = {
  bundled: bundledWorker,
  cache: cacheDir => {
    const { platform, arch } = process;
    return openCache(cacheDir, { version: mediasoupVersion(), platform, arch, recipe: recipeHash() });
  },
  exists: path =>
    access(path, constants.F_OK).then(
      () => true,
      () => false,
    ),
  checkStarts,
  canShakeHands,
  checkHandshake,
  download: downloadPrebuilt,
  build: buildWorker,
};

/**
 * The absolute path of a worker that works here: the configured one, one that mediasoup's install left, one from the
 * cache, the official prebuilt, or one built from source; new ones enter the cache only after a DTLS handshake. Throws
 * an Error whose message is a sentence for the operator.
 */
export async function ensureWorkerBinary(options: EnsureOptions, steps = realSteps): Promise<string> {
  if (options.configured !== undefined) return configuredWorker(resolve(options.configured), steps);
  if (await isUsable(steps.bundled, options, steps)) return steps.bundled;
  const cache = steps.cache(options.cacheDir);
  if (await isUsable(cache.binary, options, steps)) return cache.binary;
  return interruptible(signal => provide(cache, signal, options, steps));
}

async function configuredWorker(path: string, steps: WorkerSteps): Promise<string> {
  if (!(await steps.exists(path))) throw new Error(`MEDIASOUP_WORKER_BIN is ${path}: there is no such file.`);
  const verdict = await steps.checkStarts(path);
  if (verdict.ok) return path;
  throw new Error(
    `MEDIASOUP_WORKER_BIN is ${path}, which is not a worker that runs here: ${verdict.reason}.`,
  );
}

/** A worker that was trusted once can stop starting: a system upgrade replaces libraries, a disk fills up. */
async function isUsable(path: string, options: EnsureOptions, steps: WorkerSteps): Promise<boolean> {
  if (!(await steps.exists(path))) return false;
  const verdict = await steps.checkStarts(path);
  if (!verdict.ok)
    options.log(`The worker ${path} no longer runs here (${verdict.reason}): looking for another`);
  return verdict.ok;
}

async function provide(
  cache: WorkerCache,
  signal: AbortSignal,
  options: EnsureOptions,
  steps: WorkerSteps,
): Promise<string> {
  if (!steps.canShakeHands()) {
    throw new Error(
      'There is no worker yet, and the check that a new one must pass needs a development dependency. ' +
        'Run `npm ci` and start once, then `npm prune --omit=dev`; or set MEDIASOUP_WORKER_BIN to the path of a worker.',
    );
  }
  const onWait = () => options.log("Another process is getting mediasoup's worker: waiting for it");
  return cache.withWorkplace({ signal, onWait }, async dir => {
    const madeMeanwhile = (await steps.exists(cache.binary)) && (await steps.checkStarts(cache.binary)).ok;
    if (madeMeanwhile) return cache.binary;
    const context = { dir, signal, log: options.log };
    await cache.keep((await downloaded(context, steps)) ?? (await built(context, steps)));
    options.log(`The worker is ready: ${cache.binary}`);
    return cache.binary;
  });
}

async function downloaded(context: WorkContext, steps: WorkerSteps): Promise<string | undefined> {
  context.log("Downloading mediasoup's official worker");
  const download = await steps.download(context);
  if ('reason' in download) {
    context.log(`It cannot be downloaded (${download.reason})`);
    return undefined;
  }
  const verdict = await steps.checkHandshake(download.binary, context.signal);
  if (verdict.ok) return download.binary;
  context.log(`It does not work here (${verdict.reason})`);
  return undefined;
}

async function built(context: WorkContext, steps: WorkerSteps): Promise<string> {
  const binary = await steps.build(context);
  context.log('Checking the new worker with a DTLS handshake');
  const verdict = await steps.checkHandshake(binary, context.signal);
  if (verdict.ok) return binary;
  throw new Error(
    `The worker that was built here fails a DTLS handshake (${verdict.reason}), so it is not used. ` +
      'Set MEDIASOUP_WORKER_BIN to the path of a worker that works.',
  );
}
