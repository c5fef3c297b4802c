import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { openCache } from '../../../server/media/worker-binary/cache.ts';
import { defaultCacheDir } from '../../../server/media/worker-binary/cache-dir.ts';
import { recipeHash } from '../../../server/media/worker-binary/source-tree.ts';
import { temporaryDir } from '../../support/temporary-dir.ts';

const key = { version: '3.27.1', platform: 'linux', arch: 'arm64', recipe: '0123456789' };
const context = { signal: new AbortController().signal, onWait: () => {} };
const longAgo = new Date(Date.now() - 2 * 60 * 60 * 1000);

test('the path names the version, the platform, the processor and the recipe', () => {
  expect(openCache('/cache', key).binary).toBe(
    '/cache/worker/3.27.1-linux-arm64-0123456789/mediasoup-worker',
  );
  expect(recipeHash()).toMatch(/^[0-9a-f]{10}$/);
});

test('the folder is XDG_CACHE_HOME or ~/.cache; a relative XDG_CACHE_HOME counts as none', () => {
  expect(defaultCacheDir({ XDG_CACHE_HOME: '/x', HOME: '/h' })).toBe('/x/plenum');
  expect(defaultCacheDir({ HOME: '/h' })).toBe('/h/.cache/plenum');
  expect(defaultCacheDir({ XDG_CACHE_HOME: 'x', HOME: '/h' })).toBe('/h/.cache/plenum');
  expect(defaultCacheDir({})).toMatch(/^\/.*\/\.cache\/plenum$/);
});

test('a folder that cannot be made is a sentence that names it and the two ways out', async () => {
  const dir = await temporaryDir();
  await writeFile(join(dir, 'file'), '');
  const cacheDir = join(dir, 'file', 'plenum');
  const work = openCache(cacheDir, key).withWorkplace(context, async () => {});
  await expect(work).rejects.toThrow(`The cache folder ${cacheDir} cannot be written (ENOTDIR)`);
  await expect(work).rejects.toThrow(/XDG_CACHE_HOME.*MEDIASOUP_WORKER_BIN/);
});

test('a failure in the workplace leaves neither a folder nor a lock', async () => {
  const cacheDir = await temporaryDir();
  const cache = openCache(cacheDir, key);
  const work = cache.withWorkplace(context, async dir => {
    await writeFile(join(dir, 'half'), '');
    throw new Error('compiler error');
  });
  await expect(work).rejects.toThrow('compiler error');
  expect(await readdir(join(cacheDir, 'worker'))).toEqual(['3.27.1-linux-arm64-0123456789']);
});

test('what killed processes left is overcome: an old folder goes, an old lock is taken over', async () => {
  const cacheDir = await temporaryDir();
  const cache = openCache(cacheDir, key);
  const root = dirname(dirname(cache.binary));
  await mkdir(join(root, 'tmp-old', 'source'), { recursive: true });
  await mkdir(join(root, 'tmp-young'), { recursive: true });
  await writeFile(`${dirname(cache.binary)}.lock`, '');
  await utimes(join(root, 'tmp-old'), longAgo, longAgo);
  await utimes(`${dirname(cache.binary)}.lock`, longAgo, longAgo);
  await cache.withWorkplace(context, async () => {});
  expect((await readdir(root)).sort()).toEqual(['3.27.1-linux-arm64-0123456789', 'tmp-young']);
});

test('an abort ends the wait for a lock that somebody holds', async () => {
  const cacheDir = await temporaryDir();
  const cache = openCache(cacheDir, key);
  const controller = new AbortController();
  const taken = Promise.withResolvers<void>();
  const held = Promise.withResolvers<void>();
  const holder = cache.withWorkplace(context, () => {
    taken.resolve();
    return held.promise;
  });
  await taken.promise;
  const onWait = () => controller.abort(new Error('interrupted'));
  await expect(cache.withWorkplace({ signal: controller.signal, onWait }, async () => {})).rejects.toThrow(
    'interrupted',
  );
  held.resolve();
  await holder;
});
