/** The example of the SDK, served as `npm run example` does: two people see, hear and read each other. */
import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { createServer, type ViteDevServer } from 'vite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { poll } from '../support/poll.ts';
import { type ServerProcess, startServer } from '../support/server-process.ts';
import { launchChromium, newPerson } from './support/browser.ts';
import type { Person } from './support/person.ts';

let server: ServerProcess;
let browser: Browser;
let example: ViteDevServer;
let url: string;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer({ WORKERS: '1' }), launchChromium()]);
  example = await createServer({
    configFile: 'vite.example.config.ts',
    logLevel: 'warn',
    server: { host: '127.0.0.1', port: 0, proxy: { '/ws': { target: server.url, ws: true } } },
  });
  await example.listen();
  url = example.resolvedUrls?.local[0] ?? '';
});

afterAll(async () => {
  await example?.close();
  await browser?.close();
  expect(await server?.stop()).toBe(0);
});

async function join(name: string): Promise<Person> {
  const person = await newPerson(browser, url, name);
  await person.open('');
  await person.page.getByLabel('Your name').fill(name);
  await person.press('Join');
  return person;
}

const figure = (page: Page, caption: string) =>
  page.locator('figure').filter({ has: page.getByText(caption, { exact: true }) });

async function sees({ page }: Person, caption: string, nth = 0): Promise<void> {
  const video = figure(page, caption).locator('video').nth(nth);
  const time = () =>
    video.evaluate(({ currentTime, videoWidth }: HTMLVideoElement) => (videoWidth ? currentTime : 0));
  await poll(`the picture of ${caption} moves`, async () => (await time()) > 0.5);
}

test('it is at most 150 lines', async () => {
  const files = await Promise.all(
    ['index.html', 'main.ts'].map(file => readFile(`client/example/${file}`, 'utf8')),
  );
  expect(files.join('').split('\n').length - 1).toBeLessThanOrEqual(150);
});

test('two people see, hear and read each other, share a screen, and leave', async () => {
  const [ann, ben] = await Promise.all([join('Ann'), join('Ben')]);
  await Promise.all([sees(ann, 'Ben'), sees(ben, 'Ann'), sees(ann, 'Ann')]);
  await Promise.all([hears(ann), hears(ben)]);
  await ann.press('Stop microphone');
  await figure(ben.page, 'Ann, muted').waitFor();
  await ann.press('Start microphone');
  await figure(ben.page, 'Ann').waitFor();
  await ann.press('Start screen');
  await sees(ben, 'Ann', 1);
  await ann.press('Stop screen');
  await poll(
    'the screen is gone',
    async () => !(await figure(ben.page, 'Ann').locator('video').nth(1).isVisible()),
  );
  await ann.page.getByLabel('Message').fill('hello');
  await ann.press('Send');
  await ben.page.getByRole('listitem').getByText('Ann: hello').waitFor();
  await ann.press('Leave');
  await ann.reads('You left the room.');
  await poll('Ben is alone', async () => (await ben.page.locator('figure').count()) === 1);
  await Promise.all([ann.close(), ben.close()]);
});

/** What arrives is more than silence. */
async function hears(person: Person): Promise<void> {
  const energy = async () => (await person.sounds()).reduce((sum, { energy }) => sum + energy, 0);
  const before = await energy();
  await poll(`${person.name} hears somebody`, async () => (await energy()) > before + 1e-6);
}
