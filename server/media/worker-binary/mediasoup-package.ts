/**
 * Where the installed mediasoup npm package keeps what the worker binary needs: its version, its source, its own
 * install script, and the worker that this script may have left there.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** The package's folder; its exports hide package.json, so this starts from the entry point, node/lib/index.js. */
const packageDir = join(dirname(createRequire(import.meta.url).resolve('mediasoup')), '..', '..');
export const workerSource = join(packageDir, 'worker');
export const installScript = join(packageDir, 'npm-scripts.mjs');
/** Below a folder in which the install script ran, or the package itself. */
export const releaseBinary = join('worker', 'out', 'Release', 'mediasoup-worker');
export const bundledWorker = join(packageDir, releaseBinary);

export function mediasoupVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(join(packageDir, 'package.json'), 'utf8'));
  if (typeof manifest === 'object' && manifest !== null && 'version' in manifest)
    return String(manifest.version);
  throw new Error(`no version in ${packageDir}/package.json`);
}
