/** What flows between browser and server: the layer that fits the tile, and a way back after the network was gone. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freeMediaPort } from '../support/free-ports.ts';
import { poll } from '../support/poll.ts';
import { type ServerProcess, startServer } from '../support/server-process.ts';
import { launchChromium, newPerson } from './support/browser.ts';
import { goThrough } from './support/go-through.ts';
import type { Person } from './support/person.ts';
import { UdpRelay } from './support/udp-relay.ts';

let server: ServerProcess;
let browser: Browser;
let relay: UdpRelay;

beforeAll(async () => {
  const mediaPort = await freeMediaPort(1);
  [server, browser, relay] = await Promise.all([
    startServer({ WORKERS: '1', MEDIA_PORT: String(mediaPort) }),
    launchChromium(),
    UdpRelay.to(mediaPort),
  ]);
});

afterAll(async () => {
  await browser?.close();
  relay?.close();
  expect(await server?.stop()).toBe(0);
});

async function two(): Promise<[Person, Person]> {
  const ann = await newPerson(browser, server.url, 'Ann');
  const ben = await newPerson(browser, server.url, 'Ben');
  return [ann, ben];
}

test('a large tile gets a large picture, a small one a small one', async () => {
  const [ann, ben] = await two();
  await Promise.all([ann.join('sizes'), ben.join('sizes')]);
  const width = async () => (await ben.watches(1))[0]?.width ?? 0;
  await ben.page.setViewportSize({ width: 2000, height: 800 });
  await poll('the large picture', async () => (await width()) === 1280);
  await ben.page.setViewportSize({ width: 320, height: 320 });
  await poll('the small picture', async () => (await width()) === 320);
  await Promise.all([ann.close(), ben.close()]);
});

test('a path that is gone is told, and another one is found', async () => {
  const [ann, ben] = await two();
  await ben.page.addInitScript(goThrough, relay.port);
  let restarts = 0;
  ben.page.on('websocket', socket => {
    socket.on('framesent', ({ payload }) => {
      if (String(payload).includes('"method":"restartIce"')) restarts += 1;
    });
  });
  await Promise.all([ann.join('path'), ben.join('path')]);
  await Promise.all([ann.watches(1), ben.watches(1)]);
  relay.cut();
  const interrupted = 'Sound and pictures are interrupted: looking for a new path to the server…';
  await ben.reads(interrupted);
  relay.restore();
  await Promise.all([ann.watches(1), ben.watches(1)]);
  await ben.hears(1);
  expect(restarts).toBeGreaterThan(0);
  await ben.page.getByText(interrupted).waitFor({ state: 'detached' });
  await Promise.all([ann.close(), ben.close()]);
});
