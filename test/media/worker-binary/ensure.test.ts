import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { openCache, type WorkerCache } from '../../../server/media/worker-binary/cache.ts';
import { ensureWorkerBinary, type WorkerSteps } from '../../../server/media/worker-binary/ensure.ts';
import type { Verdict } from '../../../server/media/worker-binary/handshake.ts';
import { temporaryDir } from '../../support/temporary-dir.ts';

const works: Verdict = { ok: true };
const breaks: Verdict = { ok: false, reason: 'libuv.so.1 is missing' };

/** A machine where nothing is there, nothing can be downloaded and a build works; each test changes what it is about. */
async function machine(changes: Partial<WorkerSteps> = {}) {
  const cacheDir = await temporaryDir();
  const cache: WorkerCache = openCache(cacheDir, {
    version: '3.0.0',
    platform: 'linux',
    arch: 'x64',
    recipe: 'abc',
  });
  const lines: string[] = [];
  const write = async (dir: string, name: string) => {
    await writeFile(join(dir, name), name);
    return join(dir, name);
  };
  const steps: WorkerSteps = {
    bundled: '/package/worker',
    cache: () => cache,
    exists: async path => (path === cache.binary ? readFile(path).then(yes, no) : false),
    checkStarts: async () => works,
    canShakeHands: () => true,
    checkHandshake: async () => works,
    download: async () => ({ reason: 'no network' }),
    build: async ({ dir }) => write(dir, 'built'),
    ...changes,
  };
  const ensure = (configured?: string) =>
    ensureWorkerBinary({ configured, cacheDir, log: line => lines.push(line) }, steps);
  return { ensure, cache, lines, write };
}

const yes = () => true;
const no = () => false;
const never = () => Promise.reject(new Error('this step must not be taken'));
const unused: Partial<WorkerSteps> = { checkHandshake: never, download: never, build: never };

test('a configured worker that starts is used as an absolute path, and nothing else is looked at', async () => {
  const { ensure } = await machine({ ...unused, exists: async () => true });
  expect(await ensure('some/worker')).toBe(join(process.cwd(), 'some/worker'));
});

test('a configured worker that is not there or does not start is refused in a sentence, never replaced', async () => {
  const absent = await machine({ ...unused });
  await expect(absent.ensure('/no/worker')).rejects.toThrow(
    'MEDIASOUP_WORKER_BIN is /no/worker: there is no such file.',
  );
  const broken = await machine({ ...unused, exists: async () => true, checkStarts: async () => breaks });
  await expect(broken.ensure('/bad/worker')).rejects.toThrow(
    'MEDIASOUP_WORKER_BIN is /bad/worker, which is not a worker that runs here: libuv.so.1 is missing.',
  );
});

test("the worker that mediasoup's own install left comes before the cache", async () => {
  const { ensure } = await machine({ ...unused, exists: async () => true });
  expect(await ensure()).toBe('/package/worker');
});

test('a cached worker is used without a handshake', async () => {
  const { ensure, cache } = await machine(unused);
  await mkdir(dirname(cache.binary), { recursive: true });
  await writeFile(cache.binary, 'cached');
  expect(await ensure()).toBe(cache.binary);
});

test('a cached worker that no longer starts is reported and replaced', async () => {
  const { ensure, cache, lines } = await machine({
    checkStarts: async path => ((await readFile(path, 'utf8')) === 'old' ? breaks : works),
  });
  await mkdir(dirname(cache.binary), { recursive: true });
  await writeFile(cache.binary, 'old');
  await ensure();
  expect(await readFile(cache.binary, 'utf8')).toBe('built');
  expect(lines[0]).toContain('no longer runs here (libuv.so.1 is missing)');
});

test('the official prebuilt is taken when it can be downloaded and completes a handshake', async () => {
  const { ensure, cache, write } = await machine({
    build: never,
    download: async ({ dir }) => ({ binary: await write(dir, 'downloaded') }),
  });
  expect(await ensure()).toBe(cache.binary);
  expect(await readFile(cache.binary, 'utf8')).toBe('downloaded');
});

test('a prebuilt that fails the handshake is not used: the worker is built', async () => {
  const { ensure, cache, lines, write } = await machine({
    download: async ({ dir }) => ({ binary: await write(dir, 'downloaded') }),
    checkHandshake: async path => (path.endsWith('downloaded') ? { ok: false, reason: 'SIGSEGV' } : works),
  });
  await ensure();
  expect(await readFile(cache.binary, 'utf8')).toBe('built');
  expect(lines).toContain('It does not work here (SIGSEGV)');
});

test('a built worker that fails the handshake is neither used nor cached', async () => {
  const { ensure, cache } = await machine({ checkHandshake: async () => ({ ok: false, reason: 'SIGSEGV' }) });
  await expect(ensure()).rejects.toThrow('fails a DTLS handshake (SIGSEGV)');
  await expect(readFile(cache.binary)).rejects.toThrow('ENOENT');
});

test('where no handshake can be made, nothing is downloaded or built, and a sentence says what to do', async () => {
  const { ensure } = await machine({ ...unused, canShakeHands: () => false });
  await expect(ensure()).rejects.toThrow('npm prune --omit=dev');
});

test('of two starts at once one builds and the other waits and uses the same worker', async () => {
  let builds = 0;
  const gate = Promise.withResolvers<void>();
  const { ensure, cache, lines, write } = await machine({
    build: async ({ dir }) => {
      builds += 1;
      await gate.promise;
      return write(dir, 'built');
    },
  });
  const both = [ensure(), ensure()];
  await expect.poll(() => lines).toContain("Another process is getting mediasoup's worker: waiting for it");
  gate.resolve();
  expect(await Promise.all(both)).toEqual([cache.binary, cache.binary]);
  expect(builds).toBe(1);
});
