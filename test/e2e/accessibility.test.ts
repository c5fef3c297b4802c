/** Every state of the page under axe-core, light and dark, on a phone and on a desk; and with the keyboard alone. */
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ServerProcess, startServer } from '../support/server-process.ts';
import { expectAccessible } from './support/axe.ts';
import { launchChromium, newPerson } from './support/browser.ts';
import { type Crowd, newCrowd } from './support/crowd.ts';

let server: ServerProcess;
let browser: Browser;
let refusing: Browser;
let crowd: Crowd;

beforeAll(async () => {
  [server, browser, refusing] = await Promise.all([
    startServer({ WORKERS: '1' }),
    launchChromium(),
    launchChromium('refused'),
  ]);
  crowd = await newCrowd(browser, server.url);
  await crowd.join('axe', [
    { name: 'Bea', microphone: 'on' },
    { name: 'Chen', microphone: 'muted', camera: false },
    { name: 'Dana', microphone: 'muted' },
  ]);
});

afterAll(async () => {
  await Promise.all([browser?.close(), refusing?.close()]);
  expect(await server?.stop()).toBe(0);
});

const looks: [string, BrowserContextOptions][] = [
  ['a phone in the dark', { viewport: { width: 360, height: 740 }, colorScheme: 'dark', hasTouch: true }],
  ['a desk in the light', { viewport: { width: 1280, height: 800 }, colorScheme: 'light' }],
];

describe.each(looks)('on %s', (_look, options) => {
  test('the ways in and out', async () => {
    const { page } = await newPerson(browser, server.url, 'Ann', options);
    await page.goto(server.url);
    await page.getByRole('heading').first().waitFor();
    await expectAccessible(page, 'home');
    await page.goto(`${server.url}/r/axe`);
    await page.getByRole('meter').waitFor();
    await expectAccessible(page, 'entrance');
    await page.getByLabel('Your name').fill('Ann');
    await page.getByRole('button', { name: 'Join', exact: true }).click();
    await page.getByRole('button', { name: 'Leave' }).click();
    await page.getByText('You left the room.').waitFor();
    await expectAccessible(page, 'afterwards');
    await page.context().close();
  });

  test('without devices', async () => {
    const { page } = await newPerson(refusing, server.url, 'Ann', options);
    await page.goto(`${server.url}/r/axe`);
    await page.getByText('This browser does not let the page').first().waitFor();
    await expectAccessible(page, 'entrance, devices refused');
    await page.context().close();
  });

  test('the call, its panels and dialogs', async () => {
    const ann = await newPerson(browser, server.url, 'Ann', options);
    const { page } = ann;
    await ann.join('axe');
    await ann.watches(2);
    await expectAccessible(page, 'grid');
    for (const [key, what] of Object.entries(opened)) {
      await page.keyboard.press(key);
      await page.locator(what).waitFor();
      await expectAccessible(page, what);
      await page.keyboard.press('Escape');
      await page.locator(what).waitFor({ state: 'detached' });
    }
    await page.getByRole('button', { name: 'Show the speaker large' }).click();
    await expectAccessible(page, 'speaker view');
    await ann.close();
  });
});

/** What keys open in a call, and what then is there. Each closes with Escape. */
const opened = {
  p: 'aside.people',
  c: 'aside.chat',
  ',': 'aside.settings',
  r: '[role=menu]',
  '?': 'dialog[open]',
};
