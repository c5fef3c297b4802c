/**
 * Builds client/dist when what it is made of has changed since the last build, and prints the size of its JavaScript.
 * Run before every start and test: does next to nothing when all is fresh, and needs Vite only when it is not.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';

const project = path.resolve(import.meta.dirname, '..');
const dist = path.join(project, 'client/dist');
const stamp = path.join(dist, 'sources.sha256');
const sources = [
  'client/admin',
  'client/app',
  'client/embed',
  'client/node',
  'client/sdk',
  'server/protocol',
  'package-lock.json',
  'vite.config.ts',
  'vite.admin.config.ts',
  'vite.embed.config.ts',
];

const digest = await digestOfSources();
if ((await readFile(stamp, 'utf8').catch(() => '')) !== digest) await buildWithVite();

async function buildWithVite(): Promise<void> {
  const vite = await import('vite').catch(() => undefined);
  if (!vite) {
    if (!existsSync(path.join(dist, 'index.html'))) {
      console.error(
        'The page is not built, and Vite is not installed to build it. Run: npm ci --include=dev',
      );
      process.exit(1);
    }
    console.error(
      'The page is older than its sources, and Vite is not installed to build it: using it as it is.',
    );
    return;
  }
  await mkdir(path.join(project, 'node_modules/.cache'), { recursive: true });
  const fresh = await mkdtemp(path.join(project, 'node_modules/.cache/client-'));
  try {
    process.chdir(project);
    for (const config of ['vite.config.ts', 'vite.admin.config.ts', 'vite.embed.config.ts']) {
      const configFile = path.join(project, config);
      await vite.build({ configFile, logLevel: 'warn', build: { outDir: fresh, emptyOutDir: false } });
    }
    await publish(fresh);
    console.log(`Built the page: ${await gzippedKilobytes()} kB of JavaScript, gzipped.`);
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
}

/**
 * Replaces the files in dist one by one, pages last. The names of the others come from their content, or they stand alone, so a
 * page that is loaded meanwhile, or two builds at once, find either all of the old or all of the new.
 */
async function publish(fresh: string): Promise<void> {
  const files = await filesIn(fresh);
  const last = (file: string) => Number(file.endsWith('.html'));
  for (const file of files.sort((a, b) => last(a) - last(b))) {
    const target = path.join(dist, file);
    await mkdir(path.dirname(target), { recursive: true });
    await rename(path.join(fresh, file), target);
  }
  for (const file of await filesIn(dist)) {
    if (!files.includes(file)) await rm(path.join(dist, file), { force: true });
  }
  await writeFile(stamp, digest);
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter(entry => entry.isFile())
    .map(entry => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .sort();
}

async function digestOfSources(): Promise<string> {
  const hash = createHash('sha256');
  for (const source of sources) {
    const files = source.includes('.')
      ? [source]
      : (await filesIn(path.join(project, source))).map(file => path.join(source, file));
    for (const file of files) hash.update(`${file}\0`).update(await readFile(path.join(project, file)));
  }
  return hash.digest('hex');
}

async function gzippedKilobytes(): Promise<string> {
  const scripts = (await filesIn(dist)).filter(file => file.endsWith('.js'));
  const contents = await Promise.all(scripts.map(file => readFile(path.join(dist, file))));
  const bytes = contents.reduce((sum, content) => sum + gzipSync(content).length, 0);
  return (bytes / 1000).toFixed(1);
}
