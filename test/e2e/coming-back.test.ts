/** Who has lost the server, or their seat in it, is back by themselves: the server is killed, stopped, or the browser sleeps too long. */
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { poll } from '../support/poll.ts';
import { type ServerProcess, startServer } from '../support/server-process.ts';
import { putToSleep } from './support/asleep.ts';
import { launchChromium, newPerson } from './support/browser.ts';
import type { Person } from './support/person.ts';
import { longestGap, watchForGaps } from './support/picture-gap.ts';

/** A seat is kept long enough to wake up on a busy machine. */
const settings = { SEAT_SECONDS: '30', DRAIN_SECONDS: '0' };
const patience = 120_000; // ms: the machine may have much else to do

let server: ServerProcess;
let browser: Browser;
let people: Person[] = [];

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer({ WORKERS: '1', ...settings }), launchChromium()]);
});
afterEach(async () => {
  await Promise.all(people.map(person => person.close()));
  people = [];
});
afterAll(async () => {
  await browser?.close();
  expect(await server?.stop()).toBe(0);
});

/** In the call, by a page that would tell if it was loaded again. */
async function enter(name: string, room: string, own: Browser = browser): Promise<Person> {
  const person = await newPerson(own, server.url, name);
  people.push(person);
  await person.join(room);
  await person.sees('Mute microphone');
  await person.page.evaluate(() => Object.assign(globalThis, { sameLife: true }));
  return person;
}

/** Where the one before was; the one that is gone has let go of everything. */
async function startAgain(): Promise<number> {
  server = await startServer({ ...settings, ...server.address });
  return performance.now();
}

async function ownPeer(person: Person): Promise<string> {
  return (await person.page.locator('li[data-self]').getAttribute('data-peer')) ?? '';
}

const isSameLife = (person: Person) => person.page.evaluate(() => 'sameLife' in globalThis);

test('a server that is killed and started again has everybody back, muted as they were', {
  timeout: patience,
}, async () => {
  const [ann, ben] = [await enter('Ann', 'killed'), await enter('Ben', 'killed')];
  await Promise.all([ann.watches(1), ben.watches(1)]);
  await ben.press('Mute microphone');
  await ann.press('Chat');
  await ann.page.getByLabel('Message to everyone').fill('Before it');
  await ann.page.keyboard.press('Enter');
  await ann.page.locator('.chat-line:not(.pending)', { hasText: 'Before it' }).waitFor();
  const before = await ownPeer(ann);
  await server.kill();
  await ann.reads(/^No way to the server|^Connection lost/);
  await ann.press('Mute microphone'); // while nobody hears of it
  const readyAt = await startAgain();
  const back = async (person: Person) => {
    await person.reads('The call was interrupted and had to begin anew. You are back in it.');
    await person.watches(1);
    return performance.now() - readyAt;
  };
  const took = await Promise.all([back(ann), back(ben)]);
  console.log(`back after a kill, from ready to moving pictures: ${took.map(ms => `${Math.round(ms)} ms`)}`);
  await Promise.all([ann.sees('Unmute microphone'), ben.sees('Unmute microphone')]);
  expect(await ann.page.locator('li:not([data-self])', { hasText: 'microphone off' }).count()).toBe(1);
  expect(await ownPeer(ann)).not.toBe(before);
  await ann.reads(/^Nothing was said yet/);
  await ann.page.getByLabel('Message to everyone').fill('After it');
  await ann.page.keyboard.press('Enter');
  await ann.page.locator('.chat-line:not(.pending)', { hasText: 'After it' }).waitFor();
  await ann.press('Unmute microphone');
  await ben.hears(1);
  expect(await Promise.all([ann, ben].map(isSameLife))).toEqual([true, true]);
  await ann.page.screenshot({ path: 'test-results/rejoined.png' });
});

test('a server that is stopped says so, and who was alone there is back in the next', {
  timeout: patience,
}, async () => {
  const ann = await enter('Ann', 'stopped');
  await ann.press('Stop camera');
  await ann.sees('Start camera');
  expect(await server.stop()).toBe(0);
  await ann.reads('The server is starting again. Keep this page open: you come back by yourself.');
  await ann.page.screenshot({ path: 'test-results/starting-again.png' });
  const readyAt = await startAgain();
  await ann.page.getByText('The server is starting again.').waitFor({ state: 'detached' });
  console.log(`back after a stop, from ready: ${Math.round(performance.now() - readyAt)} ms`);
  await ann.sees('Start camera');
  const ben = await enter('Ben', 'stopped');
  await ben.hears(1);
  await ann.press('Start camera');
  await ben.watches(1);
  expect(await isSameLife(ann)).toBe(true);
});

test('a computer that sleeps is back by itself: as it was after a nap, or anew', {
  timeout: 2 * patience,
}, async () => {
  const laptop = await launchChromium();
  try {
    const [ann, ben] = [await enter('Ann', 'asleep', laptop), await enter('Ben', 'asleep')];
    await Promise.all([ann.watches(1), ben.watches(1)]);
    await ann.press('Mute microphone');
    const before = await ownPeer(ann);

    await watchForGaps(ben.page);
    let wake = await putToSleep(laptop);
    await poll('it is missed', async () => (await longestGap(ben.page)) > 5_000);
    wake();
    let wokeAt = performance.now();
    await Promise.all([ann.watches(1), ben.watches(1)]);
    console.log(`back after a nap: ${Math.round(performance.now() - wokeAt)} ms`);
    expect(await ownPeer(ann)).toBe(before);

    wake = await putToSleep(laptop);
    await poll('the seat is given up', async () => (await ben.others()).length === 0, patience);
    wake();
    wokeAt = performance.now();
    await ann.reads('You were away for too long to keep your place. You are back in the call.');
    await Promise.all([ann.watches(1), ben.watches(1)]);
    console.log(`back anew after a sleep: ${Math.round(performance.now() - wokeAt)} ms`);
    await ann.sees('Unmute microphone');
    expect([await isSameLife(ann), (await ownPeer(ann)) === before]).toEqual([true, false]);
    await ann.page.screenshot({ path: 'test-results/slept.png' });
  } finally {
    await laptop.close();
  }
});

test('a tab that was frozen goes on where it was', { timeout: patience }, async () => {
  const [ann, ben] = [await enter('Ann', 'frozen'), await enter('Ben', 'frozen')];
  await Promise.all([ann.watches(1), ben.watches(1)]);
  await ann.press('Mute microphone');
  const session = await ann.page.context().newCDPSession(ann.page);
  await session.send('Page.setWebLifecycleState', { state: 'frozen' });
  await ben.press('Chat');
  await ben.page.getByLabel('Message to everyone').fill('Are you there?');
  await ben.page.keyboard.press('Enter');
  await ben.page.locator('.chat-line:not(.pending)', { hasText: 'Are you there?' }).waitFor();
  await session.send('Page.setWebLifecycleState', { state: 'active' });
  await ann.press('Chat, 1 unread');
  await ann.reads('Are you there?');
  await Promise.all([ann.watches(1), ben.watches(1)]);
  await ann.sees('Unmute microphone');
});
