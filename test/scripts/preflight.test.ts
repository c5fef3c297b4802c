/**
 * preflight.sh in a copy of the project where every program it calls is a stand-in.
 */
import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { chmod, copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { temporaryDir } from '../support/temporary-dir.ts';

let dir: string;

beforeEach(async () => {
  dir = await temporaryDir();
  for (const name of ['scripts', 'node_modules', 'bin']) await mkdir(join(dir, name));
  await copyFile('scripts/preflight.sh', join(dir, 'scripts', 'preflight.sh'));
  await writeFile(join(dir, 'node_modules', '.package-lock.json'), '{}');
  await program('node', 'echo v26.10.0');
  await program('id', 'echo 0');
  await program('apt-get', `echo "$@" >> "${dir}/apt"`);
});

async function program(name: string, body: string): Promise<void> {
  const path = join(dir, 'bin', name);
  await writeFile(path, `#!/bin/sh\n${body}\n`);
  await chmod(path, 0o755);
}

function preflight(): SpawnSyncReturns<string> {
  const env = { PATH: `${join(dir, 'bin')}:/usr/bin:/bin` };
  return spawnSync('/bin/sh', [join(dir, 'scripts', 'preflight.sh')], { env, encoding: 'utf8' });
}

/** A Node that starts only once apt has installed something. */
async function nodeWithoutLibatomic(): Promise<void> {
  const complaint =
    'node: error while loading shared libraries: libatomic.so.1: cannot open shared object file';
  await program(
    'node',
    `grep -q libatomic1 "${dir}/apt" && echo v26.10.0 && exit; echo "${complaint}" >&2; exit 127`,
  );
}

test('all is well: silence', () => {
  expect(preflight()).toMatchObject({ status: 0, stdout: '', stderr: '' });
});

test('the oldest Node that passes is the one that package.json names', async () => {
  const { engines } = JSON.parse(await readFile('package.json', 'utf8'));
  const [, major, minor] = /^>=(\d+)\.(\d+)$/.exec(engines.node) ?? [];
  await program('node', `echo v${major}.${minor}.0`);
  expect(preflight().status).toBe(0);
  await program('node', `echo v${major}.${Number(minor) - 1}.9`);
  expect(preflight().stderr).toContain(`too old: ${major}.${minor} or newer is needed`);
});

test('a Node that is too old ends the start, with what to do', async () => {
  await program('node', 'echo v20.20.2');
  const { status, stderr } = preflight();
  expect(status).toBe(1);
  expect(stderr).toMatch(/^plenum: Node 20\.20\.2 is too old: .*`npm ci` with development dependencies/);
});

test('missing dependencies are named before Node is asked for anything', async () => {
  await program('node', 'exit 1');
  dir = await withoutDependencies();
  expect(preflight()).toMatchObject({
    status: 1,
    stderr: 'plenum: the dependencies are not installed. Run: npm ci\n',
  });
});

async function withoutDependencies(): Promise<string> {
  const empty = await temporaryDir();
  await mkdir(join(empty, 'scripts'));
  await copyFile(join(dir, 'scripts', 'preflight.sh'), join(empty, 'scripts', 'preflight.sh'));
  return empty;
}

test('root gets libatomic1 installed', async () => {
  await nodeWithoutLibatomic();
  const { status, stdout, stderr } = preflight();
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toBe('Installing libatomic1, which Node needs\n');
  expect(await readFile(join(dir, 'apt'), 'utf8')).toContain(
    'install -y -qq --no-install-recommends libatomic1',
  );
});

test('without root the command to run is named', async () => {
  await nodeWithoutLibatomic();
  await program('id', 'echo 1000');
  expect(preflight()).toMatchObject({
    status: 1,
    stderr: 'plenum: Node needs libatomic1. Run: sudo apt-get update && sudo apt-get install -y libatomic1\n',
  });
});

test("when apt fails, its own words are shown; so are Node's when it fails for another reason", async () => {
  await nodeWithoutLibatomic();
  await program('apt-get', 'echo "E: no network" >&2; exit 100');
  expect(preflight()).toMatchObject({ status: 1, stderr: expect.stringContaining('E: no network') });
  await program('node', 'echo "Illegal instruction" >&2; exit 132');
  expect(preflight()).toMatchObject({
    status: 1,
    stderr: 'plenum: Node does not start: Illegal instruction\n',
  });
});
