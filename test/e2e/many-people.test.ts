/** A room of 25: what is not seen is not received. */
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
  let before = -1;
  await poll('no more bytes of video', async () => {
    const now = await ben.videoBytes();
    const still = now === before;
    before = now;
    return still;
  });
  await ben.hears(2);
  expect(await ben.videoBytes()).toBe(before);
  await ben.turns('visible');
  await poll('pictures are back', async () => (await ben.videoBytes()) > before);
});
