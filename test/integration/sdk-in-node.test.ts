/** The example of client/README.md that runs in Node, run as it stands there, against a real server. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { startServer } from '../support/server-process.ts';

const run = promisify(execFile);
const project = path.resolve(import.meta.dirname, '../..');

test('a robot joins with the fake handler, says something and leaves', async () => {
  const readme = await readFile(path.join(project, 'client/README.md'), 'utf8');
  const [, code = ''] = /## In Node\n.*?^```ts\n(.*?)^```/ms.exec(readme) ?? [];
  const server = await startServer({ WORKERS: '1' });
  await mkdir(path.join(project, 'test-results'), { recursive: true });
  const folder = await mkdtemp(path.join(project, 'test-results/node-'));
  try {
    await writeFile(path.join(folder, 'robot.ts'), code);
    const env = { ...process.env, PLENUM_URL: `${server.url.replace(/^http/, 'ws')}/ws` };
    const { stdout } = await run('node', ['--conditions=plenum-source', 'robot.ts'], {
      cwd: folder,
      env,
      timeout: 30_000,
    });
    expect(stdout).toBe('said: Hello to 0 others\nended: left\n');
  } finally {
    await rm(folder, { recursive: true, force: true });
    expect(await server.stop()).toBe(0);
  }
});
