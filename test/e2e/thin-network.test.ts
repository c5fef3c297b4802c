/** A link that is thin or gone for a while: the picture gives way to the sound, and both sides read on the tile what is wrong. */
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { freeMediaPort } from '../support/free-ports.ts';
import { poll } from '../support/poll.ts';
import { type ServerProcess, startServer } from '../support/server-process.ts';
import { launchChromium, newPerson } from './support/browser.ts';
import { goThrough } from './support/go-through.ts';
import type { Person } from './support/person.ts';
import { UdpRelay } from './support/udp-relay.ts';

/** Milliseconds: both ends raise what they send slowly, so that they do not fill the link at once again. */
const recovery = 120_000;

let server: ServerProcess;
let browser: Browser;
let relay: UdpRelay;
let ann: Person;
/** Whose link it is. */
let ben: Person;

beforeAll(async () => {
  const mediaPort = await freeMediaPort(1);
  [server, browser, relay] = await Promise.all([
    startServer({ WORKERS: '1', MEDIA_PORT: String(mediaPort) }),
    launchChromium(),
    UdpRelay.to(mediaPort),
  ]);
});

// Two bandwidth estimators sample a machine whose processors are full of encoders: they may settle late.
const byEstimate = { timeout: 300_000 };

beforeEach(async ({ task }) => {
  relay.up.limit(null);
  relay.down.limit(null);
  ann = await newPerson(browser, server.url, 'Ann');
  ben = await newPerson(browser, server.url, 'Ben');
  await ben.page.addInitScript(goThrough, relay.port);
  await Promise.all([ann.join(task.id), ben.join(task.id)]);
  // More than the lowest layer: less than that is what the link is to make of it.
  await Promise.all([pictureOf(ann, width => width > 320), pictureOf(ben, width => width > 320)]);
});

afterEach(async () => {
  await Promise.all([ann?.close(), ben?.close()]);
});

afterAll(async () => {
  await browser?.close();
  relay?.close();
  expect(await server?.stop()).toBe(0);
});

/** Resolves when the picture of the other one moves, at such a width. */
async function pictureOf(viewer: Person, fits: (width: number) => boolean, deadline = 60_000): Promise<void> {
  let frames = Number.POSITIVE_INFINITY;
  await poll(
    `${viewer.name} sees a picture of another size`,
    async () => {
      const [picture] = await viewer.pictures();
      const moves = (picture?.frames ?? 0) > frames;
      frames = picture?.frames ?? Number.POSITIVE_INFINITY;
      return moves && fits(picture?.width ?? 0);
    },
    deadline,
  );
}

/** Resolves when the tile of the other one says so, or, with `says` false, says so no more. */
async function otherTile(viewer: Person, words: string, says = true): Promise<void> {
  const tile = viewer.page.locator('li[data-source=camera]:not([data-self])');
  const state = says ? 'visible' : 'detached';
  await tile.getByText(words, { exact: true }).waitFor({ state, timeout: recovery });
}

async function ownTile(person: Person, words: string): Promise<void> {
  await person.page.locator('li[data-self]').getByText(words, { exact: true }).waitFor();
}

const noPicture = 'No picture: video is off to keep the sound';
const smaller = 'Your download is slow: pictures are smaller';

test(
  'on a thin way down the picture shrinks, then gives way to the sound, and comes back',
  byEstimate,
  async () => {
    relay.down.limit(250_000);
    await pictureOf(ben, width => width === 320, recovery);
    await Promise.all([
      otherTile(ben, smaller),
      ownTile(ben, smaller),
      otherTile(ann, 'Their download is slow'),
    ]);
    await ben.hears(1);
    relay.down.limit(90_000);
    await otherTile(ben, noPicture);
    await ben.hears(1);
    relay.down.limit(null);
    await otherTile(ben, noPicture, false);
    await pictureOf(ben, width => width > 320, recovery);
    await Promise.all([otherTile(ben, smaller, false), otherTile(ann, 'Their download is slow', false)]);
  },
);

test(
  'on a thin way up the picture shrinks for the others, who read why, and the sound stays',
  byEstimate,
  async () => {
    relay.up.limit(250_000);
    await pictureOf(ann, width => width === 320, recovery);
    await Promise.all([ownTile(ben, 'Your upload is slow'), otherTile(ann, 'Their upload is slow')]);
    await ann.hears(1);
    relay.up.limit(null);
    await pictureOf(ann, width => width > 320, recovery);
    await otherTile(ann, 'Their upload is slow', false);
  },
);

test('no picture stands still without a word when the path is gone', async () => {
  relay.cut();
  await Promise.all([
    otherTile(ben, 'No path at the moment: reconnecting'),
    otherTile(ann, 'They have no path at the moment: reconnecting'),
  ]);
  relay.restore();
  await Promise.all([
    otherTile(ben, 'No path at the moment: reconnecting', false),
    otherTile(ann, 'They have no path at the moment: reconnecting', false),
  ]);
  await Promise.all([ann.watches(1), ben.watches(1)]);
  await ben.hears(1);
});
