/**
 * Builds what embedders install as an npm package in client/dist-sdk: an ES module for browsers, one for their servers, the types, and
 * a package.json of its own, so that nothing of the server comes along. `node scripts/build-sdk.ts [--pack]`; --pack adds the tarball to install from.
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
await Promise.all([
  bundle('client/sdk/index.ts', 'index'),
  bundle('client/node/index.ts', 'server'),
  declare(),
]);
const { name, version, license, dependencies } = JSON.parse(await read('package.json'));
await describe();
await copyFile(path.join(project, 'LICENSE'), path.join(dist, 'LICENSE'));
await copyFile(path.join(project, 'client/README.md'), path.join(dist, 'README.md'));
await copyFile(path.join(project, 'client/node/README.md'), path.join(dist, 'SERVER.md'));
if (process.argv.includes('--pack')) {
  await run('npm', ['pack', '--pack-destination', dist], { cwd: dist });
  console.log(`client/dist-sdk/${name}-${version}.tgz`);
}

/** Libraries are left to be installed: who hands in a handler of mediasoup-client, or a key of jose, needs the same one. */
async function bundle(entry: string, name: string): Promise<void> {
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
      lib: { entry, formats: ['es'], fileName: () => `${name}.js` },
      rolldownOptions: { external: /^(mediasoup-client|jose)/ },
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
    description: 'Calls of a Plenum server, for browsers and for those who embed them',
    license,
    type: 'module',
    exports: {
      './client': { types: './types/client/sdk/index.d.ts', default: './index.js' },
      './server': { types: './types/client/node/index.d.ts', default: './server.js' },
    },
    sideEffects: false,
    dependencies: {
      jose: dependencies.jose,
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
