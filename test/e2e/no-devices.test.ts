/** People without camera and microphone: they join, are told, and receive. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ServerProcess, startServer } from '../support/server-process.ts';
import { launchChromium, newPerson } from './support/browser.ts';

let server: ServerProcess;
let withDevices: Browser;
let without: Browser;

beforeAll(async () => {
  [server, withDevices, without] = await Promise.all([
    startServer({ WORKERS: '1' }),
    launchChromium(),
    launchChromium({ devices: false }),
  ]);
});

afterAll(async () => {
  await Promise.all([withDevices?.close(), without?.close()]);
  expect(await server?.stop()).toBe(0);
});

test('without devices one joins, is told why, sees and hears', async () => {
  const ann = await newPerson(withDevices, server.url, 'Ann');
  const zoe = await newPerson(without, server.url, 'Zoe');
  await Promise.all([ann.join('quiet'), zoe.join('quiet')]);
  await zoe.reads(/Your microphone is not used|No microphone was found/);
  await zoe.reads(/Your camera is not used|No camera was found/);
  await zoe.watches(1);
  await zoe.hears(1);
  await ann.reads('Zoe');
  await ann.watches(0);
  await zoe.sees('Unmute microphone');
  await zoe.sees('Start camera');
});
