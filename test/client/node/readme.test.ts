/** The complete back end of client/node/README.md, run as it stands there against real webhooks; and what the document lists. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { jwtVerify } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createLog } from '../../../server/log.ts';
import { Webhooks } from '../../../server/webhooks/deliveries.ts';
import { RoomHistory } from '../../../server/webhooks/history.ts';
import { freeHttpPort } from '../../support/free-ports.ts';
import { poll } from '../../support/poll.ts';
import { end, handRaised, open, tell } from '../../webhooks/room-story.ts';

const project = path.resolve(import.meta.dirname, '../../..');
const read = (file: string) => readFile(path.join(project, file), 'utf8');
const secret = 'a secret that is long enough: 32';
const webhookSecret = 'another secret that is long enough';

/** As the API would, for the one room there is. */
async function serveEvents(history: RoomHistory): Promise<http.Server> {
  const server = http.createServer(({ url = '' }, response) => {
    const { searchParams } = new URL(url, 'http://localhost');
    const since = Number(searchParams.get('since'));
    const entries = history.since(searchParams.get('roomId') ?? '', since, 2);
    response.end(JSON.stringify({ entries }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

let folder: string;
let backEnd: ChildProcess;
let api: http.Server;
let webhooks: Webhooks;
let url: string;
let said = '';
const history = new RoomHistory();

beforeAll(async () => {
  await mkdir(path.join(project, 'test-results'), { recursive: true });
  folder = await mkdtemp(path.join(project, 'test-results/back-end-'));
  const [, code = ''] = /^```ts\n(.*?)^```/ms.exec(await read('client/node/README.md')) ?? [];
  await writeFile(path.join(folder, 'back-end.ts'), code);
  // A room of which the back end has missed the beginning.
  tell(history, 'one', 5);
  api = await serveEvents(history);
  const port = await freeHttpPort();
  url = `http://127.0.0.1:${port}`;
  const PLENUM_URL = `http://127.0.0.1:${(api.address() as AddressInfo).port}`;
  const settings = { PLENUM_URL, TOKEN_SECRET: secret, WEBHOOK_SECRET: webhookSecret, PORT: String(port) };
  const env = { ...process.env, ...settings };
  backEnd = spawn('node', ['--conditions=plenum-source', 'back-end.ts'], { cwd: folder, env });
  backEnd.stdout?.on('data', chunk => {
    said += chunk;
  });
  backEnd.stderr?.on('data', chunk => process.stderr.write(chunk));
  await poll('the back end listens', () =>
    fetch(url).then(
      () => true,
      () => false,
    ),
  );
  const log = createLog('silent');
  webhooks = new Webhooks({
    history,
    url: `${url}/webhooks`,
    secret: webhookSecret,
    log,
    allowPrivate: true,
  });
}, 60_000);

afterAll(async () => {
  await webhooks?.close();
  backEnd?.kill();
  api?.close();
  await rm(folder, { recursive: true, force: true });
});

test('sends a person into the call with a token', async () => {
  const { status, headers } = await fetch(`${url}/call`, { redirect: 'manual' });
  expect(status).toBe(302);
  const link = new URL(headers.get('location') ?? '');
  expect(link.pathname).toBe('/r/team-blue');
  const { payload } = await jwtVerify(link.hash.slice('#token='.length), new TextEncoder().encode(secret));
  expect(payload).toMatchObject({ sub: 'user-7', room: 'team-blue', grant: { moderator: true } });
});

test('hears everything once and in order, what it missed included', async () => {
  history.happened('one', handRaised(6));
  end(history, 'one');
  open(history, 'two', 'green');
  await poll('the ends are heard', () => said.includes('roomClosed') && said.includes('green'));
  const lines = said
    .trim()
    .split('\n')
    .filter(line => line.startsWith('blue'));
  expect(lines).toEqual([
    'blue 0 roomOpened',
    ...[1, 2, 3, 4, 5, 6].map(seq => `blue ${seq} handRaised`),
    'blue 7 roomClosed',
  ]);
});

test('takes nothing that is not signed', async () => {
  const { status } = await fetch(`${url}/webhooks`, { method: 'POST', body: '{}' });
  expect(status).toBe(400);
});

test('the document names everything that there is to import, and nothing else in its headings', async () => {
  const readme = await read('client/node/README.md');
  const index = await read('client/node/index.ts');
  const names = [...index.matchAll(/export (?:type )?\{([^}]*)\}/g)].flatMap(([, list = '']) =>
    list.split(',').flatMap(name => name.trim().replace(/^type /, '') || []),
  );
  expect(names.length).toBeGreaterThan(15);
  for (const name of names) expect(readme, name).toContain(`\`${name}\``);
  const headings = [...readme.matchAll(/^### `(\w+)`/gm)].map(([, name]) => name);
  expect(names).toEqual(expect.arrayContaining(headings));
});
