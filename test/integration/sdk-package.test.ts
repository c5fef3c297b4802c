/** The package as somebody else's dependency: what `npm run build:sdk` packs works in Node, with types, and bundled by Vite. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { build } from 'vite';
import { afterAll, beforeAll, expect, test } from 'vitest';

const run = promisify(execFile);
const project = path.resolve(import.meta.dirname, '../..');
const modules = path.join(project, 'node_modules');

const program = `
import { FakeHandler } from 'mediasoup-client/handlers/FakeHandler';
import * as parameters from 'mediasoup-client/fakeParameters';
import { Room, type RoomEvents, SessionEnded } from 'plenum/client';

export function listen(room: Room): void {
  room.on('chatSent', ({ text }, state) => {
    const names: string[] = Object.values(state.peers).map(peer => peer.name);
    console.log(text.length, names, state.seq.toFixed());
    // @ts-expect-error: a string, not any
    text.toFixed();
  });
}
export type Told = RoomEvents['ended'];

const handlerFactory = FakeHandler.createFactory(parameters);
try {
  await Room.join({ url: 'ws://127.0.0.1:9/ws', room: 'blue', name: 'Ann', handlerFactory });
} catch (error) {
  if (error instanceof SessionEnded) console.log(error.end.reason);
}
`;

const serverProgram = `
import { createToken, linkTo, PlenumApi, type RoomInfo, verifyWebhook, WebhookError } from 'plenum/server';

const secret = 'a secret that is long enough: 32';
const token = await createToken({ secret }, { identity: 'user-7', room: 'blue', grant: { canPublish: ['camera'] } });
console.log(linkTo({ url: 'https://meet.example.org', room: 'blue', token }).startsWith('https://meet.example.org/r/blue#token=ey'));
try {
  const entry = await verifyWebhook({ secret, headers: {}, body: '' });
  if (entry.type === 'chatSent') console.log(entry.event.text.length);
  // @ts-expect-error: a string, not any
  entry.room.toFixed();
} catch (error) {
  if (error instanceof WebhookError) console.log(error.reason);
}
export async function fullRooms(api: PlenumApi): Promise<RoomInfo[]> {
  // @ts-expect-error: a boolean
  await api.rooms.change('blue', { locked: 'yes' });
  return (await api.rooms.list()).filter(({ peers, settings }) => peers === settings.maxPeers);
}
`;

let consumer: string;

/** As npm installs it, but with the dependencies of this project, so that no registry is asked. */
beforeAll(async () => {
  consumer = await mkdtemp(path.join(tmpdir(), 'plenum-consumer-'));
  await run('node', ['scripts/build-sdk.ts', '--pack'], { cwd: project });
  const { version } = JSON.parse(await readFile(path.join(project, 'package.json'), 'utf8'));
  const installed = path.join(consumer, 'node_modules/plenum');
  await mkdir(installed, { recursive: true });
  const tarball = path.join(project, `client/dist-sdk/plenum-${version}.tgz`);
  await run('tar', ['-xzf', tarball, '-C', installed, '--strip-components=1']);
  const { dependencies } = JSON.parse(await readFile(path.join(installed, 'package.json'), 'utf8'));
  for (const name of Object.keys(dependencies)) {
    await symlink(path.join(modules, name), path.join(consumer, 'node_modules', name));
  }
  await symlink(path.join(modules, '@types'), path.join(consumer, 'node_modules/@types'));
  await writeFile(path.join(consumer, 'package.json'), '{ "type": "module", "private": true }');
  await writeFile(path.join(consumer, 'main.ts'), program);
  await writeFile(path.join(consumer, 'server.ts'), serverProgram);
});

afterAll(() => rm(consumer, { recursive: true, force: true }));

test('runs in Node, without a build', async () => {
  const { stdout } = await run('node', ['main.ts'], { cwd: consumer });
  expect(stdout).toBe('unreachable\n');
});

test('its part for servers runs in Node, and needs nothing but jose', async () => {
  const { stdout } = await run('node', ['server.ts'], { cwd: consumer });
  expect(stdout).toBe('true\nno-signature\n');
  const module = await readFile(path.join(consumer, 'node_modules/plenum/server.js'), 'utf8');
  expect([...module.matchAll(/(?:from|import)\s*\(?['"]([^'"]+)/g)].map(([, from]) => from)).toEqual([
    'jose',
  ]);
});

test.each([
  ['bundler', 'esnext'],
  ['nodenext', 'nodenext'],
])('has types, resolved as by %s', async (moduleResolution, module) => {
  const compilerOptions = { strict: true, noEmit: true, target: 'es2022', module, moduleResolution };
  const config = { compilerOptions: { ...compilerOptions, types: [] }, files: ['main.ts', 'server.ts'] };
  await writeFile(path.join(consumer, 'tsconfig.json'), JSON.stringify(config));
  const { stdout } = await run(path.join(modules, '.bin/tsc'), ['-p', '.'], { cwd: consumer });
  expect(stdout).toBe('');
});

test('is bundled by Vite', async () => {
  await build({
    configFile: false,
    root: consumer,
    logLevel: 'warn',
    build: { outDir: 'out', lib: { entry: 'main.ts', formats: ['es'], fileName: () => 'main.js' } },
  });
  const bundle = await readFile(path.join(consumer, 'out/main.js'), 'utf8');
  expect(bundle).not.toMatch(/from\s*['"](?:plenum|mediasoup-client|#)/);
});
