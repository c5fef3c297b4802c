/** People without camera and microphone, or who do not give them: they join, are told why, and receive. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ServerProcess, startServer } from '../support/server-process.ts';
import { launchChromium, newPerson } from './support/browser.ts';

let server: ServerProcess;
let allowed: Browser;
let refused: Browser;
let none: Browser;

beforeAll(async () => {
  [server, allowed, refused, none] = await Promise.all([
    startServer({ WORKERS: '1' }),
    launchChromium('allowed'),
    launchChromium('refused'),
    launchChromium('none'),
  ]);
});

afterAll(async () => {
  await Promise.all([allowed?.close(), refused?.close(), none?.close()]);
  expect(await server?.stop()).toBe(0);
});

test('without devices one is told that there are none, sees and hears', async () => {
  await joinsAndReceives(none, 'No camera and no microphone were found.');
});

test('with devices that are refused one is told how to permit them, sees and hears', async () => {
  const how = 'permit them beside the address of the page';
  await joinsAndReceives(
    refused,
    `Your camera and microphone are not used because this browser does not allow it: ${how}.`,
  );
});

async function joinsAndReceives(browser: Browser, sentence: string): Promise<void> {
  const ann = await newPerson(allowed, server.url, 'Ann');
  const zoe = await newPerson(browser, server.url, 'Zoe');
  await Promise.all([ann.join('quiet'), zoe.join('quiet')]);
  await zoe.reads(`${sentence} You see and hear the others all the same.`);
  await zoe.watches(1);
  await zoe.hears(1);
  await ann.reads('Zoe');
  await ann.watches(0);
  await zoe.sees('Unmute microphone');
  await zoe.sees('Start camera');
  await Promise.all([ann.close(), zoe.close()]);
}
