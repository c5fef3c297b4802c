/** A room of 25: what is not seen is not received, and what nobody receives is not sent. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { poll } from '../support/poll.ts';
import { type ServerProcess, startServer } from '../support/server-process.ts';
import { launchChromium, newPerson } from './support/browser.ts';
import { type Crowd, newCrowd } from './support/crowd.ts';
import type { Person } from './support/person.ts';

let server: ServerProcess;
let browser: Browser;
let crowd: Crowd;
let ben: Person;

const others = Array.from({ length: 24 }, (_, index) => ({
  name: `Person ${index + 1}`,
  microphone: index < 2 ? ('on' as const) : ('muted' as const),
}));

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer({ WORKERS: '1' }), launchChromium()]);
  crowd = await newCrowd(browser, server.url);
  await crowd.join('hall', others);
  ben = await newPerson(browser, server.url, 'Ben');
  await ben.join('hall');
});

afterAll(async () => {
  await browser?.close();
  expect(await server?.stop()).toBe(0);
});

test('a page that is hidden gets the sound and nothing else', async () => {
  await poll('pictures move', async () => {
    const moving = (await ben.pictures()).filter(({ frames }) => frames > 2);
    return moving.length > 1;
  });
  await ben.turns('hidden');
  const before = await ben.videoRests();
  await ben.hears(2);
  expect(await ben.videoBytes()).toBe(before);
  await ben.turns('visible');
  await poll('pictures are back', async () => (await ben.videoBytes()) > before);
});

test('a camera that nobody watches sends nothing, and is there at once for who looks', async () => {
  const sent = await ben.videoRests('outbound');
  expect(sent).toBeGreaterThan(0); // it began before the server knew that nobody looks
  await crowd.wants('Person 1', { width: 640, height: 360 });
  await poll('the camera sends', async () => (await ben.videoBytes('outbound')) > sent + 10_000);
  await crowd.wants('Person 1', null);
  await ben.videoRests('outbound');
});
