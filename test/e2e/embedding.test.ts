/** A call inside somebody else's page: by the one tag, and in a plain frame. Nobody's microphone goes on without their doing. */
import type { Browser, Frame, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { poll } from '../support/poll.ts';
import { type ServerProcess, startServer } from '../support/server-process.ts';
import { launchChromium, newPerson } from './support/browser.ts';
import { type HostSite, serveSite } from './support/host-site.ts';

interface Told {
  type: string;
  detail: Record<string, unknown>;
}
interface RoomElement extends HTMLElement {
  joined: boolean;
  microphoneOn: boolean;
  handRaised: boolean;
  join(name?: string): Promise<void>;
  leave(): Promise<void>;
  setMicrophone(on: boolean): Promise<void>;
  setCamera(on: boolean): Promise<void>;
  setHand(raised: boolean): Promise<void>;
  sendChat(text: string): Promise<void>;
}
declare global {
  var told: Told[];
}

let server: ServerProcess;
let browser: Browser;
let site: HostSite;

const events = 'ready joined left peer-joined peer-left chat microphone camera screen hand error'.split(' ');
/** Keeps what the element tells, from before the first of it. */
const listening = `<script>
  globalThis.told = [];
  const listen = room => {
    for (const type of ${JSON.stringify(events)}) {
      room.addEventListener(type, ({ detail }) => told.push({ type, detail }));
    }
  };
</script>`;

function withTag(attributes: string): string {
  return `<!doctype html><title>Host</title>${listening}
    <script src="${server.url}/plenum-room.js"></script>
    <plenum-room ${attributes}></plenum-room>
    <script>listen(document.querySelector('plenum-room'))</script>`;
}

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer({ WORKERS: '1' }), launchChromium()]);
  site = await serveSite({
    '/door': withTag('room="door" name="Ann"'),
    '/token': withTag('room="door" name="Ann" token="secret"'),
    '/at-once': withTag('room="at-once" name="Ann" lang="zh" theme="dark" join'),
    '/muted': withTag('room="muted" name="Ann" microphone="off" camera="off" join'),
    '/plain': `<!doctype html><title>Host</title><script>
        globalThis.told = [];
        addEventListener('message', ({ origin, data }) => told.push({ type: origin, detail: data }));
      </script>
      <iframe allow="camera; microphone; autoplay" src="${server.url}/r/plain?embed&name=Ann"></iframe>`,
    '/foreign': `<!doctype html><title>Foreign</title>`,
  });
});

afterAll(async () => {
  site?.close();
  await browser?.close();
  expect(await server?.stop()).toBe(0);
});

async function openHost(path: string, permissions: string[] = []): Promise<{ page: Page; frame: Frame }> {
  const context = await browser.newContext({ viewport: { width: 960, height: 640 }, permissions });
  const page = await context.newPage();
  await page.goto(site.origin + path);
  const frame = await poll('the frame is there', () =>
    page.frames().find(frame => frame.url().startsWith(server.url)),
  );
  return { page, frame };
}

/** What the element does when its method is called: its refusal's word, or null. */
function command(page: Page, method: keyof RoomElement, ...args: unknown[]): Promise<string | null> {
  return page.evaluate(
    async ([method, args]) => {
      const room = document.querySelector('plenum-room');
      try {
        await (room && Reflect.get(room, method).apply(room, args));
        return null;
      } catch (error) {
        return (error as { reason: string }).reason;
      }
    },
    [method, args] as const,
  );
}

async function isTold(page: Page, type: string, detail: Record<string, unknown> = {}): Promise<Told> {
  return poll(`${type} ${JSON.stringify(detail)} is told`, async () => {
    const all = await page.evaluate(() => globalThis.told);
    return all.find(
      each =>
        each.type === type && Object.entries(detail).every(([key, value]) => each.detail[key] === value),
    );
  });
}

const button = (frame: Frame, name: string) => frame.getByRole('button', { name, exact: true });

test('the tag is a call: its person joins, is seen and heard, and the page around it is told and may command', async () => {
  const { page, frame } = await openHost('/door');
  const ben = await newPerson(browser, server.url, 'Ben');
  await ben.join('door');
  await ben.sees('Mute microphone');
  expect(await command(page, 'setMicrophone', false)).toBe('not-joined');
  await button(frame, 'Join').click();
  const { detail } = await isTold(page, 'joined', { name: 'Ann', room: 'door' });
  expect(detail.peers).toEqual([{ peerId: expect.any(String), name: 'Ben' }]);
  await isTold(page, 'microphone', { on: true });
  await isTold(page, 'camera', { on: true });
  await ben.watches(1);
  await ben.hears(1);
  await poll('the picture of Ben moves in the frame', () =>
    frame.evaluate(
      () => (document.querySelector<HTMLVideoElement>('li:not([data-self]) video')?.currentTime ?? 0) > 0.5,
    ),
  );
  expect(await command(page, 'setMicrophone', false)).toBeNull();
  await isTold(page, 'microphone', { on: false });
  await ben.reads('microphone off');
  expect(await command(page, 'setMicrophone', true)).toBeNull();
  expect(await command(page, 'setHand', true)).toBeNull();
  await isTold(page, 'hand', { raised: true });
  expect(await command(page, 'sendChat', 'from outside')).toBeNull();
  await isTold(page, 'chat', { text: 'from outside', name: 'Ann', own: true });
  expect(await command(page, 'sendChat', '')).toBe('invalid-params');
  await ben.press('Leave');
  await isTold(page, 'peer-left', { name: 'Ben', reason: 'left' });
  expect(await command(page, 'leave')).toBeNull();
  await isTold(page, 'left', { reason: 'left' });
  await frame.getByText('You left the room.').waitFor();
  expect(await frame.getByRole('link').count()).toBe(0);
  await ben.close();
  await page.context().close();
});

test('the token is in no address, and goes to the server of the script only', async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  const addresses: string[] = [];
  page.on('request', request => addresses.push(request.url()));
  await page.goto(`${site.origin}/token`);
  await isTold(page, 'ready');
  expect(addresses.some(address => address.startsWith(`${server.url}/r/door?embed`))).toBe(true);
  expect(addresses.filter(address => address.includes('secret'))).toEqual([]);
  await context.close();
});

test('removing the element ends the call', async () => {
  const { page } = await openHost('/muted');
  const ben = await newPerson(browser, server.url, 'Ben');
  await ben.join('muted');
  await isTold(page, 'peer-joined', { name: 'Ben' });
  await poll('Ben sees Ann', async () => (await ben.others()).includes('Ann'));
  await page.evaluate(() => document.querySelector('plenum-room')?.remove());
  await isTold(page, 'left', { reason: 'left' });
  await poll('Ben sees nobody', async () => (await ben.others()).length === 0, 3_000);
  await ben.close();
  await page.context().close();
});

test('what the browser gives unasked goes on after a question of this page only', async () => {
  const ben = await newPerson(browser, server.url, 'Ben');
  await ben.join('at-once');
  await ben.sees('Mute microphone');
  const { page, frame } = await openHost('/at-once', ['camera', 'microphone']);
  await isTold(page, 'joined', { name: 'Ann' });
  await isTold(page, 'microphone', { on: false });
  expect(await frame.locator('html').getAttribute('lang')).toBe('zh-Hans');
  const background = () => getComputedStyle(document.documentElement).backgroundColor;
  expect(await frame.evaluate(background)).toBe('rgb(20, 22, 27)'); // dark, on a light system
  expect(await command(page, 'setCamera', true)).toBe('asked');
  expect(await command(page, 'setMicrophone', true)).toBe('asked');
  await frame.getByText('请您打开麦克风和摄像头。').waitFor();
  expect(await frame.locator('[data-self] video').count()).toBe(0);
  await button(frame, '打开').first().click();
  await isTold(page, 'microphone', { on: true });
  await isTold(page, 'camera', { on: true });
  // The same click let the sound of the others play, which browsers hold back until there is one.
  await poll('Ann hears Ben', () =>
    frame.evaluate(() => {
      const sounds = [...document.querySelectorAll('audio')];
      return sounds.length > 0 && sounds.every(({ paused }) => !paused);
    }),
  );
  // From here on the page around may mute and un-mute, until the person mutes by hand.
  expect(await command(page, 'setMicrophone', false)).toBeNull();
  expect(await command(page, 'setMicrophone', true)).toBeNull();
  await Promise.all([ben.close(), page.context().close()]);
});

test('who muted by hand is not un-muted by command', async () => {
  const { page, frame } = await openHost('/door');
  await button(frame, 'Join').click();
  await isTold(page, 'microphone', { on: true });
  await button(frame, 'Mute microphone').click();
  await isTold(page, 'microphone', { on: false });
  expect(await command(page, 'setMicrophone', true)).toBe('asked');
  await button(frame, 'Unmute microphone').waitFor();
  await button(frame, 'Switch on').click();
  await button(frame, 'Mute microphone').waitFor();
  // The frame is loaded anew: that call is over, and the element works on.
  await frame.evaluate(() => location.reload());
  await isTold(page, 'left');
  await button(frame, 'Join').click();
  await poll('it is joined again', () =>
    page.evaluate(() => globalThis.told.filter(({ type }) => type === 'joined').length === 2),
  );
  expect(await command(page, 'setHand', true)).toBeNull();
  await page.context().close();
});

test('a plain frame says and obeys the same, to the page around it and to no other', async () => {
  const { page, frame } = await openHost('/plain');
  await isTold(page, server.url, { event: 'ready' });
  // Another frame of the same page, of the same site: it is not the parent.
  await page.evaluate(() => {
    const foreign = document.createElement('iframe');
    foreign.src = '/foreign';
    document.body.append(foreign);
    return new Promise(resolve => {
      foreign.onload = resolve;
    });
  });
  const foreign = await poll('the other frame is there', () =>
    page.frames().find(frame => frame.url().endsWith('/foreign')),
  );
  await foreign.evaluate(() => {
    const other = window.parent.frames[0];
    other?.postMessage({ plenum: 1, command: 'hello', id: 1 }, '*');
    other?.postMessage({ plenum: 1, command: 'join', id: 2 }, '*');
  });
  await page.evaluate(() => {
    window.frames[0]?.postMessage({ plenum: 1, command: 'join', id: 3 }, '*'); // before hello
    window.frames[0]?.postMessage({ plenum: 1, command: 'hello', id: 4 }, '*');
    window.frames[0]?.postMessage({ plenum: 1, command: 'leave', id: 5 }, '*');
  });
  await isTold(page, server.url, { reply: 5 });
  const replies = await page.evaluate(() =>
    globalThis.told.map(({ detail }) => detail.reply).filter(Boolean),
  );
  expect(replies).toEqual([4, 5]);
  await button(frame, 'Join').waitFor();
  await page.context().close();
});
