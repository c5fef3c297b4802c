/** The administration page, used by somebody who was asked what happened to Anna. */
import type { BrowserContextOptions } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { createToken, PlenumApi } from '../../client/node/index.ts';
import { poll } from '../support/poll.ts';
import { startServer } from '../support/server-process.ts';
import { expectAccessible } from './support/axe.ts';
import { newPerson } from './support/browser.ts';
import { openHall } from './support/hall.ts';
import type { Person } from './support/person.ts';

const secret = 'a secret of at least thirty-two characters';
const settings = { WORKERS: '1', TOKEN_SECRET: secret, ACCESS: 'open', DRAIN_SECONDS: '600' };
const hall = openHall({ ...settings, DRAIN_SECONDS: '0' });

const adminToken = (seconds = 600) =>
  createToken({ secret }, { identity: 'boss', grant: { admin: true }, seconds });

/** In a call, with sound only. */
async function enters(person: Person, room: string): Promise<void> {
  await person.open(`/r/${encodeURIComponent(room)}?name=${person.name}&join&camera=off`);
  await person.sees('Leave');
}

/** The server has said so. */
async function receives(room: string, name: string): Promise<void> {
  const api = new PlenumApi({ url: hall.server.url, secret });
  await poll(`${name} is connected`, async () => {
    const { entries } = await api.rooms.timeline(room, { name });
    return entries.some(entry => entry.type === 'transportConnected' && entry.direction === 'recv');
  });
}

const link = ({ page }: Person, name: string) => page.getByRole('link', { name, exact: true });

async function fitsItsWindow({ page }: Person): Promise<void> {
  const [wide, shown] = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return [scrollWidth, clientWidth];
  });
  expect(wide).toBe(shown);
}

const looks: [string, BrowserContextOptions][] = [
  ['a phone in the dark', { viewport: { width: 320, height: 640 }, colorScheme: 'dark' }],
  ['a desk in the light', { viewport: { width: 1280, height: 800 }, colorScheme: 'light' }],
];

describe.each(looks)('on %s', (look, options) => {
  test('Anna, who has left, is found, and with her why; Ben is removed', async () => {
    const room = `${look} ${Date.now()}`; // of this try
    const [anna, ben] = [await hall.person('Anna'), await hall.person('Ben')];
    await Promise.all([enters(anna, room), enters(ben, room)]);
    await receives(room, 'Anna');
    await anna.press('Leave');
    const boss = await hall.person('Boss', options);
    const asked: string[] = [];
    boss.page.on('request', request => asked.push(request.url()));
    const token = await adminToken();
    await boss.open(`/admin#token=${token}`);
    await boss.reads('All is well');
    expect(boss.page.url()).toBe(`${hall.server.url}/admin`);
    await expectAccessible(boss.page, `${look}, everybody`);
    await fitsItsWindow(boss);

    await boss.page.getByRole('searchbox').fill('ann');
    const found = boss.page.locator('.people li', { hasText: `in ${room}` }).getByRole('link');
    await found.first().click();
    await boss.page.getByRole('heading', { name: 'Anna' }).waitFor();
    await boss.reads('left by themselves');
    await boss.reads(/^Joined within/);
    await boss.reads(/^Connected what they receive by UDP/);
    await boss.reads(/^Is gone after .*: left by themselves\.$/);
    await expectAccessible(boss.page, `${look}, somebody who has left`);
    await fitsItsWindow(boss);

    await link(boss, room).first().click();
    await boss.reads('Inside: 1');
    await expectAccessible(boss.page, `${look}, a room`);
    await fitsItsWindow(boss);
    await link(boss, 'Ben').click();
    await boss.page.getByRole('region', { name: 'Path' }).getByText('UDP').first().waitFor();
    await expectAccessible(boss.page, `${look}, somebody inside`);
    await fitsItsWindow(boss);
    await boss.press('Remove…');
    await boss.page.getByRole('dialog', { name: 'Remove Ben from the room?' }).waitFor();
    await expectAccessible(boss.page, `${look}, the question`);
    await boss.press('Remove');
    await ben.reads('A moderator removed you from the room.');
    await boss.reads('a moderator or an administrator removed them');

    expect(asked.filter(url => url.includes(token))).toEqual([]);
    expect(asked.filter(url => !url.startsWith(hall.server.url))).toEqual([]);
    expect(hall.server.output()).not.toContain(token);
  });
});

test('with the keyboard alone somebody is muted, and it is asked first', async () => {
  const anna = await hall.person('Anna');
  await enters(anna, 'keys');
  await anna.sees('Mute microphone');
  const boss = await hall.person('Boss');
  const { page } = boss;
  await boss.open(`/admin#token=${await adminToken()}`);
  const reach = async (name: string) => {
    const control = page.getByRole('button', { name, exact: true }).or(link(boss, name)).first();
    await control.waitFor();
    while (!(await control.evaluate(element => element === document.activeElement)))
      await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
  };
  await page.getByRole('searchbox').focus();
  await page.keyboard.type('anna');
  await reach('Anna');
  await reach('Mute…');
  await page.getByRole('dialog').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await reach('Mute…');
  await reach('Do it');
  await anna.sees('Unmute microphone');
  await boss.reads('Switched off: the microphone, by an administrator or the server.');
});

test('a token that is none, is for a room, or is over, is said to be', async () => {
  const boss = await hall.person('Boss');
  const enter = async (token: string) => {
    await boss.page.getByLabel('Admin token').fill(token);
    await boss.press('Sign in');
  };
  await boss.open('/admin');
  await boss.reads('npm run token -- --admin');
  await expectAccessible(boss.page, 'the way in');
  await enter('nonsense');
  await boss.reads('This server does not take that token.');
  await enter(await createToken({ secret }, { identity: 'ann', room: 'blue' }));
  await boss.reads('That token lets somebody into a room: it is no admin token.');
  await expectAccessible(boss.page, 'the way in, after a mistake');
  await enter(await adminToken(8));
  await boss.reads('All is well');
  await boss.page.reload();
  await boss.reads('All is well');
  await boss.reads('The token is no longer valid: make a new one.');
  await enter(await adminToken());
  await boss.reads('All is well');
  await boss.press('Sign out');
  await boss.page.reload();
  await boss.sees('Sign in');
});

test('a token for some rooms shows these, and says so', async () => {
  const api = new PlenumApi({ url: hall.server.url, secret });
  await Promise.all([api.rooms.create('attic'), api.rooms.create('cellar')]);
  const boss = await hall.person('Boss');
  const token = await createToken({ secret }, { identity: 'boss', room: 'attic*', grant: { admin: true } });
  await boss.open(`/admin#token=${token}`);
  await boss.reads('Your token is for some rooms only.');
  expect(await boss.page.locator('.rooms li').allTextContents()).toEqual([expect.stringContaining('attic')]);
});

test('in Chinese', async () => {
  const boss = await hall.person('Boss', { locale: 'zh-CN' });
  await boss.open(`/admin#token=${await adminToken()}`);
  await boss.reads('一切正常');
  await boss.reads('现在和最近的人员');
  expect(await boss.page.evaluate(() => document.documentElement.lang)).toBe('zh-Hans');
});

test('a drain is asked for, told, and ends the server when all have left', async () => {
  const server = await startServer(settings);
  const [anna, boss] = await Promise.all([
    newPerson(hall.browser, server.url, 'Anna'),
    newPerson(hall.browser, server.url, 'Boss'),
  ]);
  await enters(anna, 'last');
  await boss.open(`/admin#token=${await adminToken()}`);
  await boss.press('Drain and end…');
  await boss.reads(/\(1 person\) are told; they can go on for 10 min at most\./);
  await boss.press('Drain and end');
  await boss.reads('Draining: nobody else is let in');
  await expectAccessible(boss.page, 'a drain');
  await anna.press('Leave');
  await poll('the server has ended', () => server.process.exitCode === 0);
  await boss.reads('The server does not answer.');
  await Promise.all([anna.close(), boss.close()]);
});
