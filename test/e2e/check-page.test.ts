/** "Is it me?": the check of the connection in a browser, against a real server, and where the page offers it. */
import type { BrowserContextOptions } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PlenumApi } from '../../client/node/index.ts';
import { freeMediaPort } from '../support/free-ports.ts';
import { poll } from '../support/poll.ts';
import { startServer } from '../support/server-process.ts';
import { expectAccessible } from './support/axe.ts';
import { launchChromium, newPerson } from './support/browser.ts';
import { goThrough } from './support/go-through.ts';
import { openHall } from './support/hall.ts';
import type { Person } from './support/person.ts';
import { UdpRelay } from './support/udp-relay.ts';

const secret = 'a secret of at least thirty-two characters';
const mediaPort = await freeMediaPort(1);
const hall = openHall({
  WORKERS: '1',
  MEDIA_PORT: String(mediaPort),
  TOKEN_SECRET: secret,
  ACCESS: 'open',
});
/** A network in which nothing comes through. */
const wall = await UdpRelay.to(mediaPort);
wall.cut();
afterAll(() => wall.close());

/** What a check takes on a busy machine: each way that is blocked is given up after ten seconds. */
const longest = 90_000; // ms

const verdictOf = ({ page }: Person) => page.locator('[data-verdict]');
const offer = ({ page }: Person) => page.getByRole('link', { name: 'Check your connection' });

async function stateOf({ page }: Person, row: string): Promise<string | null> {
  return page.locator(`[data-row="${row}"]`).getAttribute('data-state');
}

/** Resolves with the verdict's word, once there is one. */
async function checks(one: Person): Promise<string | null> {
  await one.press('Start the check');
  await verdictOf(one).waitFor({ timeout: longest });
  return verdictOf(one).getAttribute('data-verdict');
}

const looks: [string, BrowserContextOptions][] = [
  ['a phone in the dark', { viewport: { width: 320, height: 640 }, colorScheme: 'dark', hasTouch: true }],
  ['a desk in the light', { viewport: { width: 1280, height: 800 }, colorScheme: 'light' }],
];

describe.each(looks)('on %s', (look, options) => {
  test('everything is tried, said, and kept for the operator', async () => {
    const ann = await hall.person('Ann', options);
    const elsewhere: string[] = [];
    ann.page.context().on('request', request => {
      if (new URL(request.url()).origin !== hall.server.url) elsewhere.push(request.url());
    });
    await ann.open('/check?room=blue');
    await ann.sees('Start the check');
    await expectAccessible(ann.page, `${look}, before the check`);
    await ann.press('Start the check');
    await ann.sees('Stop the check');
    await expectAccessible(ann.page, `${look}, during the check`);
    await verdictOf(ann).waitFor({ timeout: longest });
    await expectAccessible(ann.page, `${look}, after the check`);
    await fitsItsWindow(ann);

    for (const row of [
      'server',
      'udp null',
      'tcp null',
      'roundTrip',
      'loss',
      'up',
      'down',
      'microphone',
      'camera',
    ])
      expect([row, await stateOf(ann, row)]).toEqual([row, 'works']);
    expect(await stateOf(ann, 'relay')).toBe('absent');
    const verdict = await verdictOf(ann).getAttribute('data-verdict');
    const kept = await keptReport(ann);
    expect(kept).toMatchObject({ report: { verdict, microphone: 'works', camera: 'works' } });
    expect(elsewhere).toEqual([]);
    const back = ann.page.getByRole('link', { name: 'Back to the room blue' });
    expect(await back.getAttribute('href')).toBe('/r/blue');
    await ann.close();
  });
});

/** Nothing of the page is out of sight to the side. */
async function fitsItsWindow({ page }: Person): Promise<void> {
  const [wide, shown] = await page
    .locator('.entrance')
    .evaluate(({ scrollWidth, clientWidth }) => [scrollWidth, clientWidth]);
  expect(wide).toBe(shown);
}

/** The report as the operator gets it by the number that the person reads out. */
async function keptReport({ page }: Person): Promise<unknown> {
  const id = (await page.locator('.check-id').textContent()) ?? '';
  expect(id).not.toBe('');
  return new PlenumApi({ url: hall.server.url, secret }).checks.get(id);
}

test('with the keyboard alone, and again; stopping it releases the devices', async () => {
  const ann = await hall.person('Ann');
  await ann.open('/check');
  const start = ann.page.getByRole('button', { name: 'Start the check' });
  await start.waitFor();
  while (!(await start.evaluate(button => button === document.activeElement)))
    await ann.page.keyboard.press('Tab');
  await ann.page.keyboard.press('Enter');
  const camera = await ann.page
    .getByLabel('Your camera')
    .evaluateHandle((video: HTMLVideoElement) => video.srcObject as MediaStream);
  await ann.press('Stop the check');
  expect(await camera.evaluate(stream => stream.getTracks().map(track => track.readyState))).toEqual([
    'ended',
  ]);
  await ann.page.getByRole('checkbox', { name: 'Try microphone and camera too' }).uncheck();
  await ann.press('Start the check');
  await verdictOf(ann).waitFor({ timeout: longest });
  expect(await ann.page.locator('[data-row=camera]').count()).toBe(0);
  await ann.sees('Run it again');
  await ann.close();
});

test('a network that lets nothing through to the media ports is found to be one', async () => {
  const ann = await hall.person('Ann');
  await ann.page.addInitScript(goThrough, wall.port);
  await ann.open('/check');
  expect(await checks(ann)).toBe('no-media');
  await ann.reads('nothing for sound and pictures gets through, and it has no relay');
  expect([await stateOf(ann, 'server'), await stateOf(ann, 'udp null')]).toEqual(['works', 'fails']);
  expect(await keptReport(ann)).toMatchObject({ report: { verdict: 'no-media' } });
  await expectAccessible(ann.page, 'nothing gets through');
  await ann.close();
});

test('devices that the browser refuses are said, with what to do, and the rest is checked', async () => {
  const browser = await launchChromium('refused');
  const zoe = await newPerson(browser, hall.server.url, 'Zoe');
  await zoe.open('/check');
  await checks(zoe);
  await zoe.reads('This browser does not let the page use your microphone. Allow it');
  expect([await stateOf(zoe, 'camera'), await stateOf(zoe, 'udp null')]).toEqual(['fails', 'works']);
  await browser.close();
});

test('where sockets do not get through, the entrance offers the check, and that says so', async () => {
  const ann = await hall.person('Ann');
  await ann.page.routeWebSocket(/\/ws$/, socket => socket.close());
  await ann.open('/r/blocked');
  await ann.reads('The server does not answer at the moment.');
  await expectAccessible(ann.page, 'entrance without a socket');
  await offer(ann).click();
  expect(new URL(ann.page.url()).search).toBe('?room=blocked');
  expect(await checks(ann)).toBe('no-server');
  await ann.reads('the connection that calls need (WebSocket) does not');
  expect(await ann.page.locator('.check-id').count()).toBe(0);
  await ann.page.getByRole('link', { name: 'Back to the room blocked' }).click();
  await ann.reads('The server does not answer at the moment.');
  await ann.page.getByLabel('Your name').fill('Ann');
  await ann.press('Join');
  await offer(ann).waitFor();
  await ann.close();
});

test('where the server is gone, its check cannot be loaded any more: that is said all the same', async () => {
  const server = await startServer({ WORKERS: '1' });
  const ann = await newPerson(hall.browser, server.url, 'Ann');
  await ann.open('/r/gone');
  await ann.reads('Nobody is here yet.');
  await server.stop();
  await offer(ann).click();
  await ann.page.getByRole('alert').getByText('The server cannot be reached from here.').waitFor();
  await ann.press('Try again');
  await ann.page.getByRole('alert').getByText('The server cannot be reached from here.').waitFor();
  await expectAccessible(ann.page, 'the check cannot be loaded');
  await ann.close();
});

test('the front page has it, and going back leads there again', async () => {
  const ann = await hall.person('Ann');
  await ann.open('/');
  await offer(ann).click();
  await ann.sees('Start the check');
  expect(await ann.page.title()).toBe('Check your connection · Plenum');
  await ann.page.goBack();
  await ann.page.getByRole('textbox', { name: 'Room name' }).waitFor();
  await ann.close();
});

describe('in a call', () => {
  let relay: UdpRelay;
  beforeAll(async () => {
    relay = await UdpRelay.to(mediaPort);
  });
  afterAll(() => relay.close());

  test('that has no way any more it is offered, in a tab of its own, and the call goes on', async () => {
    const [ann, ben] = [await hall.person('Ann'), await hall.person('Ben')];
    await ben.page.addInitScript(goThrough, relay.port);
    await Promise.all([ann.join('cut'), ben.join('cut')]);
    await ben.watches(1);
    relay.cut();
    await ben.reads('looking for a new path to the server…');
    await offer(ben).waitFor();
    const opened = ben.page.context().waitForEvent('page');
    await offer(ben).click();
    const tab = await opened;
    await tab.getByRole('button', { name: 'Start the check' }).waitFor();
    await tab.close();
    relay.restore();
    await ben.watches(1);
    await poll('it is announced', async () => {
      const said = await ben.page.locator('[aria-live=polite] p').allTextContents();
      return said.includes('Sound and pictures are back.');
    });
    await Promise.all([ann.close(), ben.close()]);
  });

  test('that finds no way from the beginning, the page says what it does, and offers the check', async () => {
    const ann = await hall.person('Ann');
    await ann.page.addInitScript(goThrough, wall.port);
    await ann.join('nowhere');
    await ann.reads('Looking for a way to the server for sound and pictures…');
    await ann.reads('So far there is none: your network may not let calls through.');
    await offer(ann).waitFor();
    await expectAccessible(ann.page, 'a call without a way');
    await ann.close();
  });
});
