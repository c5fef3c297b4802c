/**
 * For the Dockerfile: puts a worker that works here into a folder, and beside it, in `lib`, the shared libraries that it needs and
 * Node does not. One that was built needs some; the official one none.
 */
import { copyFile, mkdir, realpath } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { interruptible } from '../server/lib/interruption.ts';
import { runCommand } from '../server/lib/run-command.ts';
import { defaultCacheDir } from '../server/media/worker-binary/cache-dir.ts';
import { ensureWorkerBinary } from '../server/media/worker-binary/ensure.ts';

const [target] = process.argv.slice(2);
if (target === undefined) throw new Error('usage: node scripts/worker-for-image.ts FOLDER');

const worker = await ensureWorkerBinary({
  configured: undefined,
  cacheDir: defaultCacheDir(process.env),
  log: line => console.log(line),
});
await mkdir(join(target, 'lib'), { recursive: true });
await copyFile(worker, join(target, 'mediasoup-worker'));
const ofNode = await librariesOf(process.execPath);
for (const path of await librariesOf(worker)) {
  if (!ofNode.includes(path)) await copyFile(await realpath(path), join(target, 'lib', basename(path)));
}

/** Paths, as the loader finds them. */
async function librariesOf(binary: string): Promise<string[]> {
  const paths: string[] = [];
  const onLine = (line: string) => {
    const [, path] = /(?:=> |^\s*)(\/\S+) \(0x/.exec(line) ?? [];
    if (path !== undefined) paths.push(path);
  };
  await interruptible(signal => runCommand(['ldd', binary], { signal, onLine }));
  return paths;
}
