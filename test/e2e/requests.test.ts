/**
 * What the page asks of whom: of its own server only, and little of it. Drives the page through all it has, and looks at every request.
 */
import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { openHall } from './support/hall.ts';
import type { Person } from './support/person.ts';

/** Bytes, gzipped: of a room's page and its call, and of the check of the connection beyond that. */
const maxScript = 115_000;
const maxCheckScript = 20_000;
const dist = new URL('../../client/dist/', import.meta.url);

const hall = openHall();

/** Every address that the page asks for from now on, those of its sockets included. */
function requestsOf({ page }: Person): URL[] {
  const requests: URL[] = [];
  // Of the whole context: also what a worker or a window of its own would ask for.
  page.context().on('request', request => requests.push(new URL(request.url())));
  page.on('websocket', socket => requests.push(new URL(socket.url())));
  return requests;
}

/** Whom the peer connections of the page were told to ask about addresses, also those that are closed. */
function iceServersOf({ page }: Person): Promise<RTCIceServer[]> {
  return page.evaluate(() => connections.flatMap(each => each.getConfiguration().iceServers ?? []));
}

/** What is asked for beyond the page's own server. */
function elsewhere(requests: readonly URL[]): string[] {
  const own = new URL(hall.server.url).host;
  return requests
    .filter(({ protocol }) => protocol !== 'data:' && protocol !== 'blob:')
    .filter(({ host }) => host !== own)
    .map(String);
}

async function usesEverything({ page }: Person): Promise<void> {
  const press = (name: string) => page.getByRole('button', { name, exact: true }).click();
  for (const panel of ['Settings', 'People, 2', 'Chat']) await press(panel);
  const field = page.getByRole('textbox', { name: 'Message to everyone' });
  // A link is shown, and nothing is fetched to show it.
  await field.fill('https://example.com/picture.png');
  await field.press('Enter');
  await page.getByRole('link', { name: 'https://example.com/picture.png' }).waitFor();
  await press('Reactions');
  await page.getByRole('menuitem', { name: 'Heart' }).click();
  await press('Raise hand');
  await press('Share screen');
  await page.getByRole('button', { name: 'Stop sharing' }).waitFor();
  await press('Stop camera');
  await press('Start camera');
  await press('Mute microphone');
  await page.getByRole('button', { name: 'Ben: connection details' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('dialog', { name: 'Connection of Ben' }).waitFor();
  await page.keyboard.press('Escape');
}

test('every request of the page goes to its own server, and no server is asked about addresses', async () => {
  const ann = await hall.person('Ann');
  const ben = await hall.person('Ben');
  const requests = requestsOf(ann);
  await ben.join('requests');
  await ben.sees('Mute microphone');

  await ann.open('/');
  await ann.page.getByRole('textbox', { name: 'Room name' }).waitFor();
  await ann.open('/r/requests');
  await ann.reads('Ben is here.');
  await ann.press('Play a test sound');
  await ann.page.getByRole('textbox', { name: 'Your name' }).fill('Ann');
  await ann.press('Join');
  await ann.watches(1);
  await usesEverything(ann);
  const connections = await ann.page.evaluate(() => globalThis.connections.length);
  const iceServers = await iceServersOf(ann);
  await ann.press('Leave');
  await ann.reads('You left the room.');

  expect(requests.length).toBeGreaterThan(5);
  expect(elsewhere(requests)).toEqual([]);
  expect(connections).toBeGreaterThan(1);
  expect(iceServers).toEqual([]);
  await Promise.all([ann.close(), ben.close()]);
});

test('the scripts of a room are small, it can soon be used, and what no call needs is not loaded', async () => {
  const ann = await hall.person('Ann');
  const requests = requestsOf(ann);
  await ann.page.addInitScript(() => localStorage.setItem('plenum', JSON.stringify({ name: 'Ann' })));
  await ann.open('/r/size');
  const join = ann.page.getByRole('button', { name: 'Join', exact: true });
  await join.waitFor();
  const ready = await ann.page.evaluate(() => performance.now());
  expect(await join.isEnabled()).toBe(true);
  // Also what is loaded later.
  await ann.press('Join');
  await ann.sees('Leave');
  const call = scriptsIn(requests);
  await ann.open('/check');
  await ann.sees('Start the check');
  const check = new Set([...scriptsIn(requests)].filter(script => !call.has(script)));
  await ann.close();

  const [size, checkSize] = [await gzipped(call), await gzipped(check)];
  const kilobytes = (bytes: number) => `${(bytes / 1000).toFixed(1)} kB`;
  console.log(
    `${kilobytes(size)} of JavaScript, gzipped, could be used after ${ready.toFixed(0)} ms; ${kilobytes(checkSize)} more for the check.`,
  );
  expect(size).toBeLessThanOrEqual(maxScript);
  expect(checkSize).toBeGreaterThan(0);
  expect(checkSize).toBeLessThanOrEqual(maxCheckScript);
});

function scriptsIn(requests: readonly URL[]): Set<string> {
  return new Set(requests.map(({ pathname }) => pathname).filter(path => path.endsWith('.js')));
}

/** Bytes of files of the page, as they are sent. */
async function gzipped(scripts: ReadonlySet<string>): Promise<number> {
  const files = await Promise.all([...scripts].map(script => readFile(new URL(script.slice(1), dist))));
  return files.reduce((sum, file) => sum + gzipSync(file).length, 0);
}
