/** A socket that breaks in mid-call, in real browsers: what the others see, what arrives afterwards, and what the page says. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { poll } from '../support/poll.ts';
import { newPerson } from './support/browser.ts';
import { openHall } from './support/hall.ts';
import { joinWithDevices, newSdkPage } from './support/sdk-page.ts';
import { TcpRelay } from './support/tcp-relay.ts';

const seatSeconds = 15;
const hall = openHall({ WORKERS: '1', SEAT_SECONDS: String(seatSeconds) });
let relay: TcpRelay;

beforeAll(async () => {
  relay = await TcpRelay.to(hall.server.url);
});
afterAll(() => relay?.close());

declare global {
  var happened: string[];
}

/** Keeps what the page's room tells of people, chat and the connection. */
async function listen(page: Page): Promise<void> {
  await page.evaluate(() => {
    globalThis.happened = [];
    room.on('peerJoined', () => happened.push('joined'));
    room.on('peerLeft', () => happened.push('left'));
    room.on('chatSent', ({ text }) => happened.push(text));
    room.on('producerPaused', ({ producerId }, { peers }) => {
      const own = peers[room.peerId]?.producers[producerId];
      happened.push(own ? 'muted' : 'they muted');
    });
    room.on('connection', state => happened.push(state));
  });
}

const told = (page: Page) => page.evaluate(() => globalThis.happened);

/** Of the packets that came lately, how many per cent were lost on the way, by source. */
const losses = (page: Page) =>
  page.evaluate(async () => {
    const { received } = await room.stats();
    return received.map(({ source, lossPercent }) => `${source} ${lossPercent}`);
  });

test('media go on, what was missed arrives in order, what was done meanwhile is done, and nobody is seen leaving', async () => {
  const ann = await newSdkPage(hall.browser, hall.server.url);
  const ben = await newSdkPage(hall.browser, relay.url);
  await joinWithDevices(ann, { room: 'cut', name: 'Ann', camera: true, microphone: true });
  await joinWithDevices(ben, { room: 'cut', name: 'Ben', camera: true, microphone: true });
  for (const page of [ann, ben]) {
    await page.evaluate(() => {
      const video = document.createElement('video');
      video.style.cssText = 'width: 320px; height: 180px';
      document.body.append(video);
      const other = Object.values(room.state.peers).find(({ peerId }) => peerId !== room.peerId);
      if (other) room.attach(video, { peerId: other.peerId });
    });
    await page.waitForFunction(() => (document.querySelector('video')?.currentTime ?? 0) > 1);
    await listen(page);
  }
  const frames = (page: Page) =>
    page.evaluate(() => document.querySelector('video')?.getVideoPlaybackQuality().totalVideoFrames ?? 0);

  relay.cut();
  await ben.waitForFunction(() => room.connection === 'reconnecting');
  await Promise.all([ann, ben].map(losses)); // from here on they are counted
  const before = await Promise.all([ann, ben].map(frames));
  const muting = ben.evaluate(() => room.setMicrophone(false));
  for (const text of ['one', 'two', 'three']) await ann.evaluate(each => room.sendChat(each), text);
  const lateChat = ben.evaluate(() => room.sendChat('from Ben'));
  for (const [index, page] of [ann, ben].entries()) {
    await poll('the pictures go on', async () => (await frames(page)) > (before[index] ?? 0) + 30);
  }
  expect((await told(ann)).filter(each => !['one', 'two', 'three'].includes(each))).toEqual([]);
  relay.restore();
  await ben.waitForFunction(() => room.connection === 'connected');
  await Promise.all([muting, lateChat]);
  await ann.waitForFunction(() => globalThis.happened.includes('they muted'));
  await ann.waitForFunction(() => globalThis.happened.includes('from Ben'));
  expect(await told(ben)).toEqual(['reconnecting', 'one', 'two', 'three', 'connected', 'muted', 'from Ben']);
  expect(await told(ann)).toEqual(['one', 'two', 'three', 'they muted', 'from Ben']);
  const lost = await Promise.all([ann, ben].map(losses));
  for (const each of lost) expect(each.toSorted()).toEqual(['camera 0', 'microphone 0']);
  const states = await Promise.all([ann, ben].map(page => page.evaluate(() => JSON.stringify(room.state))));
  expect(states[0]).toBe(states[1]);
  for (const page of [ann, ben]) await page.context().close();
});

test('the page says that it reconnects, and that it has; others see it; when the seat is gone one is back anew', async () => {
  const ann = await hall.person('Ann');
  const ben = await newPerson(hall.browser, relay.url, 'Ben');
  await Promise.all([ann.join('words'), ben.join('words')]);
  await Promise.all([ann.watches(1), ben.watches(1)]);
  const reconnecting = /^Connection lost. Reconnecting…/;
  relay.cut();
  await ben.reads(reconnecting);
  await ann.reads('They have no path at the moment: reconnecting');
  relay.restore();
  await ben.page.getByText(reconnecting).waitFor({ state: 'detached' });
  await ann.page.getByText('They have no path at the moment: reconnecting').waitFor({ state: 'detached' });
  await Promise.all([ann.watches(1), ben.watches(1)]);

  relay.cut();
  await poll('the seat is given up', async () => (await ann.others()).length === 0);
  relay.restore();
  await ben.reads('You were away for too long to keep your place. You are back in the call.');
  await Promise.all([ann.watches(1), ben.watches(1)]);
  await ben.close();
});

test('who closes the page has left at once', async () => {
  const ann = await hall.person('Ann');
  const ben = await hall.person('Ben');
  await Promise.all([ann.join('goodbye'), ben.join('goodbye')]);
  await poll('both are there', async () => (await ann.others()).length === 1);
  const closedAt = performance.now();
  await ben.page.close();
  await poll('Ben has left', async () => (await ann.others()).length === 0);
  expect(performance.now() - closedAt).toBeLessThan(seatSeconds * 500);
});
