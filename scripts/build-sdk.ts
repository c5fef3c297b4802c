/**
 * Builds the SDK as an npm package in client/dist-sdk: one ES module, its types, and a package.json of its own, so that those who embed
 * calls install nothing of the server. `node scripts/build-sdk.ts [--pack]`; --pack adds the tarball to install from.
 */
import { execFile } from 'node:child_process';
import { copyFile, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { build } from 'vite';

const run = promisify(execFile);
const project = path.resolve(import.meta.dirname, '..');
const dist = path.join(project, 'client/dist-sdk');
const types = path.join(dist, 'types');

await rm(dist, { recursive: true, force: true });
await Promise.all([bundle(), declare()]);
const { name, version, license, dependencies } = JSON.parse(await read('package.json'));
await describe();
for (const file of ['LICENSE', 'client/README.md']) {
  await copyFile(path.join(project, file), path.join(dist, path.basename(file)));
}
if (process.argv.includes('--pack')) {
  await run('npm', ['pack', '--pack-destination', dist], { cwd: dist });
  console.log(`client/dist-sdk/${name}-${version}.tgz`);
}

/** mediasoup-client is left to be installed: who hands in a handler of its own needs the same one. */
async function bundle(): Promise<void> {
  await build({
    configFile: false,
    root: project,
    publicDir: false,
    logLevel: 'warn',
    build: {
      outDir: dist,
      emptyOutDir: false,
      target: 'es2022',
      minify: false,
      lib: { entry: 'client/sdk/index.ts', formats: ['es'], fileName: () => 'index.js' },
      rolldownOptions: { external: /^mediasoup-client/ },
    },
  });
}

async function declare(): Promise<void> {
  await run(path.join(project, 'node_modules/.bin/tsc'), ['-p', 'tsconfig.sdk.json', '--outDir', types], {
    cwd: project,
  });
  const files = (await readdir(types, { recursive: true })).filter(file => file.endsWith('.d.ts'));
  for (const file of files) await rewriteImports(path.join(types, file));
}

/** The compiler leaves them as they are in the sources, where they name .ts files and `#protocol`, which no other package can use. */
async function rewriteImports(file: string): Promise<void> {
  const protocol = path.relative(path.dirname(file), path.join(types, 'server/protocol'));
  const text = await readFile(file, 'utf8');
  const rewritten = text
    .replaceAll(
      /(['"])#protocol\/([\w-]+)\.ts\1/g,
      `'${protocol.startsWith('.') ? '' : './'}${protocol}/$2.js'`,
    )
    .replaceAll(/(['"])(\.[\w./-]+)\.ts\1/g, "'$2.js'");
  await writeFile(file, rewritten);
}

async function describe(): Promise<void> {
  const description = {
    name,
    version,
    description: 'Calls of a Plenum server, for browsers',
    license,
    type: 'module',
    exports: { './client': { types: './types/client/sdk/index.d.ts', default: './index.js' } },
    sideEffects: false,
    dependencies: {
      'mediasoup-client': dependencies['mediasoup-client'],
      // Of its types only: the shapes on the wire are derived from schemas.
      typebox: dependencies.typebox,
    },
  };
  await writeFile(path.join(dist, 'package.json'), `${JSON.stringify(description, null, 2)}\n`);
}

function read(file: string): Promise<string> {
  return readFile(path.join(project, file), 'utf8');
}
