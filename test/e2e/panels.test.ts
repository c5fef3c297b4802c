/** The bar, chat, people, hands, reactions and keys, in real browsers. */
import { describe, expect, test } from 'vitest';
import { poll } from '../support/poll.ts';
import { openHall } from './support/hall.ts';
import type { Person } from './support/person.ts';

const hall = openHall();

async function inCall(name: string, room: string): Promise<Person> {
  const one = await hall.person(name);
  await one.join(room);
  await one.sees('Mute microphone');
  return one;
}

/** What a screen reader has been told lately. */
function told({ page }: Person): Promise<string[]> {
  return page.locator('[aria-live=polite] p').allTextContents();
}

async function isTold(one: Person, sentence: string): Promise<void> {
  await poll(`${one.name} is told "${sentence}"`, async () => (await told(one)).includes(sentence));
}

/** What that is called which has the focus. */
function focused({ page }: Person): Promise<string> {
  return page.evaluate(() => {
    const { activeElement } = document;
    return activeElement?.getAttribute('aria-label') ?? activeElement?.textContent ?? '';
  });
}

async function hasFocus(one: Person, name: string): Promise<void> {
  await poll(`${name} has the focus`, async () => (await focused(one)) === name);
}

async function says(one: Person, message: string): Promise<void> {
  await one.page.getByRole('textbox', { name: 'Message to everyone' }).fill(message);
  await one.page.keyboard.press('Enter');
}

describe('chat', () => {
  test('is counted and told while it is closed, and has a history for newcomers', async () => {
    const ann = await inCall('Ann', 'chat');
    const ben = await inCall('Ben', 'chat');
    await ben.press('Chat');
    await says(ben, 'Look: https://example.com/a_(b). <b>Bold</b>');
    await says(ben, 'And this');
    await ann.sees('Chat, 2 unread');
    await isTold(ann, 'Ben: And this');

    await ann.press('Chat, 2 unread');
    await ann.sees('Chat');
    const link = ann.page.getByRole('log').getByRole('link');
    expect(await link.getAttribute('href')).toBe('https://example.com/a_(b)');
    expect(await link.getAttribute('rel')).toBe('noopener noreferrer');
    expect(await link.getAttribute('target')).toBe('_blank');
    await ann.reads('<b>Bold</b>');
    await says(ann, 'Thanks');
    await ben.page.getByRole('log').getByText('Thanks').waitFor();

    await ben.close();
    const cem = await inCall('Cem', 'chat');
    await cem.sees('Chat');
    await cem.press('Chat');
    const history = await cem.page.getByRole('log').locator('.chat-line').allTextContents();
    expect(history).toEqual(['Look: https://example.com/a_(b). <b>Bold</b>', 'And this', 'Thanks']);
    await cem.page.getByRole('log').getByText('Ben', { exact: true }).waitFor();
  });

  test('has messages of several lines, and keeps and explains what is too long', async () => {
    const ann = await inCall('Ann', 'lines');
    await ann.press('Chat');
    const field = ann.page.getByRole('textbox', { name: 'Message to everyone' });
    await field.fill('one');
    await ann.page.keyboard.press('Shift+Enter');
    await ann.page.keyboard.type('two');
    await ann.page.keyboard.press('Enter');
    await poll('it was said in two lines', async () => {
      const [said] = await ann.page.locator('.chat-line:not(.pending) p').allTextContents();
      return said === 'one\ntwo';
    });
    await field.fill('语'.repeat(2000));
    await ann.page.keyboard.press('Enter');
    await ann.reads('This message is too long');
    expect((await field.inputValue()).length).toBe(2000);
  });

  test('says what was sent too fast, and sends it again', async () => {
    const ann = await inCall('Ann', 'fast');
    await ann.press('Chat');
    for (let i = 0; i < 14; i++) await says(ann, `message ${i}`);
    await ann.reads('Not sent: too many messages at once.');
    const again = ann.page.getByRole('button', { name: 'Try again' });
    await poll('everything is sent in the end', async () => {
      if ((await again.count()) === 0) return true;
      await again.first().click();
      return false;
    });
    await poll('all are there', async () => {
      const lines = await ann.page.locator('.chat-line:not(.pending, .failed)').count();
      return lines === 14;
    });
  });
});

test('hands stand in line, are told, and are lowered', async () => {
  const ann = await inCall('Ann', 'hands');
  const ben = await inCall('Ben', 'hands');
  await ben.press('Raise hand');
  await ben.sees('Lower hand');
  await isTold(ann, 'Ben raised a hand.');
  await ann.press('Raise hand');
  await ann.press('People, 2');
  const list = ann.page.getByRole('list', { name: 'People', exact: true }).getByRole('listitem');
  await poll('both stand in line', async () => {
    const [first = '', second = ''] = await list.allTextContents();
    return first.includes('Ben, hand raised, first') && second.includes('Ann (you), hand raised, number 2');
  });
  await ben.press('Lower hand');
  await isTold(ann, 'Ben lowered the hand.');
  await poll('Ann is first', async () => (await list.first().textContent())?.includes('first in line'));
});

test('a reaction is seen over the tile of its sender, and told', async () => {
  const ann = await inCall('Ann', 'reactions');
  const ben = await inCall('Ben', 'reactions');
  await ben.press('Reactions');
  await ben.page.getByRole('menuitem', { name: 'Applause' }).click();
  await ann.page.locator('li[data-source=camera]:not([data-self]) .reactions', { hasText: '👏' }).waitFor();
  await isTold(ann, 'Ben: Applause.');
  await ann.page.locator('.reactions').waitFor({ state: 'detached' });
});

describe('push-to-talk', () => {
  test('is heard for as long as the space bar is held', async () => {
    const ann = await inCall('Ann', 'talk');
    const ben = await inCall('Ben', 'talk');
    // With the mouse, so that the button has the focus and the space bar could press it.
    await ann.press('Mute microphone');
    await ben.hears(0);
    await ann.page.keyboard.down('Space');
    await ann.reads('You are heard while you hold the space bar');
    await ben.hears(1);
    await ann.page.keyboard.up('Space');
    await ann.sees('Unmute microphone');
    await ben.hears(0);
  });

  test('ends with the focus of the window, and is not for typing or for buttons', async () => {
    const ann = await inCall('Ann', 'let go');
    await ann.page.keyboard.press('m');
    await ann.sees('Unmute microphone');
    await ann.page.keyboard.down('Space');
    await ann.sees('Mute microphone');
    await ann.page.evaluate(() => window.dispatchEvent(new Event('blur')));
    await ann.sees('Unmute microphone');
    await ann.page.keyboard.up('Space');

    await ann.page.keyboard.press('c');
    await hasFocus(ann, 'Message to everyone');
    await ann.page.keyboard.type('m m');
    expect(await ann.page.getByRole('textbox', { name: 'Message to everyone' }).inputValue()).toBe('m m');
    await ann.sees('Unmute microphone');
    await ann.page.keyboard.press('Tab');
    await ann.page.keyboard.press('Shift+Tab');

    await ann.page.getByRole('button', { name: 'Raise hand' }).focus();
    await ann.page.keyboard.press('Space');
    await ann.sees('Lower hand');
    await ann.sees('Unmute microphone');
  });
});

test('everything can be done by keyboard, and the focus is never lost', async () => {
  const ann = await inCall('Ann', 'keyboard');
  const { keyboard } = ann.page;
  await keyboard.press('m');
  await ann.sees('Unmute microphone');
  await keyboard.press('Control+d');
  await ann.sees('Mute microphone');

  await ann.page.getByRole('button', { name: 'More' }).focus();
  await keyboard.press('Enter');
  await hasFocus(ann, 'Keyboard shortcuts');
  await keyboard.press('Escape');
  await hasFocus(ann, 'More');

  await keyboard.press('r');
  await hasFocus(ann, 'Thumbs up');
  await keyboard.press('ArrowRight');
  await hasFocus(ann, 'Applause');
  await keyboard.press('End');
  await hasFocus(ann, 'Celebrate');
  await keyboard.press('Escape');
  await hasFocus(ann, 'More');

  await keyboard.press('p');
  await hasFocus(ann, 'People (1)');
  await keyboard.press('c');
  await hasFocus(ann, 'Message to everyone');
  await keyboard.press('Escape');
  await hasFocus(ann, 'More');

  await keyboard.press('?');
  await ann.page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
  await keyboard.press('m'); // not while a dialog is open
  await ann.page.getByRole('checkbox', { name: 'Use single keys.' }).focus();
  await keyboard.press('Space');
  await keyboard.press('Escape');
  await hasFocus(ann, 'More');
  await ann.sees('Mute microphone');
  await keyboard.press('c'); // switched off
  await keyboard.press('Control+d');
  await ann.sees('Unmute microphone');
  expect(await ann.page.getByRole('complementary').count()).toBe(0);
});

test('on a small phone what does not fit into the bar is in its menu', async () => {
  const ann = await hall.person('Ann');
  await ann.page.setViewportSize({ width: 320, height: 568 });
  await ann.join('phone');
  await ann.sees('Mute microphone');
  expect(await ann.page.getByRole('button', { name: 'Settings' }).count()).toBe(0);
  const widths = await ann.page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  expect(widths[0]).toBe(widths[1]);
  const sizes = await ann.page
    .locator('.control')
    .evaluateAll(buttons => buttons.map(button => button.getBoundingClientRect()));
  for (const { left, right, width, height } of sizes) {
    expect(Math.min(width, height)).toBeGreaterThanOrEqual(44);
    expect(left).toBeGreaterThanOrEqual(0);
    expect(right).toBeLessThanOrEqual(320);
  }
  await ann.press('More');
  await ann.page.getByRole('menuitem', { name: 'Settings' }).click();
  await ann.page.getByRole('complementary', { name: 'Settings' }).waitFor();
  await ann.page.keyboard.press('Escape');
  await hasFocus(ann, 'More');
});

test('who speaks while muted is told so, once, and can un-mute at once', async () => {
  const ann = await hall.person('Ann');
  await ann.page.addInitScript(humForMicrophone);
  await ann.join('muted');
  await ann.sees('Mute microphone');
  await inCall('Ben', 'muted');
  await ann.press('Mute microphone');
  await ann.reads('You are muted: nobody hears you.');
  await ann.press('Unmute');
  await ann.sees('Mute microphone');
  await ann.page.getByText('You are muted').waitFor({ state: 'detached' });
});

test('who has spoken with a raised hand is asked whether to lower it', async () => {
  const ann = await hall.person('Ann');
  await ann.page.addInitScript(humForMicrophone);
  await ann.join('forgotten');
  await ann.sees('Mute microphone');
  await ann.press('Raise hand');
  await ann.reads('Your hand is still raised.');
  await ann.sees('Lower hand');
  await ann.press('Lower it');
  await ann.sees('Raise hand');
  await ann.page.getByText('Your hand is still raised.').waitFor({ state: 'detached' });
});

/** Runs in the page: a microphone that is never silent, unlike the one that beeps. */
function humForMicrophone(): void {
  const { mediaDevices } = navigator;
  const original = mediaDevices.getUserMedia.bind(mediaDevices);
  mediaDevices.getUserMedia = async constraints => {
    const stream = await original(constraints);
    const [silenced] = stream.getAudioTracks();
    if (!silenced) return stream;
    const context = new AudioContext();
    document.addEventListener('pointerdown', () => void context.resume());
    const target = context.createMediaStreamDestination();
    const hum = new OscillatorNode(context, { frequency: 200 });
    hum.connect(target);
    hum.start();
    return new MediaStream([...stream.getVideoTracks(), ...target.stream.getAudioTracks()]);
  };
}
