/**
 * Turns the worker source of the npm package into one that builds against the distribution's libraries: a copy, our
 * Meson overlays in place of its downloaded sub-projects, and a few patches. Nothing is compiled here.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { workerSource } from './mediasoup-package.ts';

const overlays = fileURLToPath(new URL('./overlays', import.meta.url));

/** What mediasoup's own build leaves in the package's worker folder. (Meson wants to see even the tests' sources.) */
const leftOvers = new Set(['out', 'prebuild', 'pip_invoke']);

interface Patch {
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

const patches: readonly Patch[] = [
  // Debian 12 has Meson 1.0, and nothing in the build file needs more.
  { file: 'meson.build', find: `meson_version: '>= 1.1.0'`, replace: `meson_version: '>= 1.0.0'` },
  // The callback on the outgoing BIO answers 1 to every control call, as the return value of a write is meant. A libssl
  // built with kernel TLS (the distributions' are) takes that for "the kernel encrypts", allocates no write buffer, and
  // the first DTLS handshake is a segmentation fault. So: hand every call's own result through.
  {
    file: join('src', 'RTC', 'DtlsTransport.cpp'),
    find: '(operationType == BIO_CB_RETURN)',
    replace: '((operationType & BIO_CB_RETURN) != 0)',
  },
];

export const mesonArguments = [
  '--buildtype',
  'release',
  '-Db_ndebug=true',
  '--wrap-mode',
  'nodownload',
] as const;

/** Ten characters that change with anything in this project that changes the binary. */
export function recipeHash(): string {
  const hash = createHash('sha256').update(JSON.stringify([patches, mesonArguments]));
  const names = readdirSync(overlays, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => relative(overlays, join(entry.parentPath, entry.name)))
    .sort();
  for (const name of names) hash.update(`${name}\0`).update(readFileSync(join(overlays, name)));
  return hash.digest('hex').slice(0, 10);
}

/** Lays the source out in `target`, which must not exist. Throws when a patch no longer fits the source. */
export async function layOutSource(target: string): Promise<void> {
  const isSource = (path: string) => !leftOvers.has(relative(workerSource, path).split(sep)[0] ?? '');
  await cp(workerSource, target, { recursive: true, filter: isSource });
  const subprojects = join(target, 'subprojects');
  for (const name of await readdir(subprojects)) await rm(join(subprojects, name), { recursive: true });
  await cp(overlays, subprojects, { recursive: true });
  for (const patch of patches) await apply(patch, target);
}

async function apply(patch: Patch, target: string): Promise<void> {
  const path = join(target, patch.file);
  const parts = (await readFile(path, 'utf8')).split(patch.find);
  if (parts.length !== 2) {
    throw new Error(
      `mediasoup's ${patch.file} has changed: "${patch.find}" occurs ${parts.length - 1} times in it, not once. ` +
        'Plenum must learn to build this version: see server/media/worker-binary/source-tree.ts.',
    );
  }
  await writeFile(path, parts.join(patch.replace));
}
