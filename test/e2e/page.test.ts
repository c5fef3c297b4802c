/** What the page owes those who use it with the keyboard or a screen reader, or in a browser that holds back what plays. */
import { expect, test } from 'vitest';
import { poll } from '../support/poll.ts';
import { openHall } from './support/hall.ts';
import type { Person } from './support/person.ts';

const hall = openHall();

function focused({ page }: Person): Promise<string> {
  return page.evaluate(() => {
    const element = document.activeElement;
    const name = element?.id || element?.getAttribute('aria-label') || element?.textContent;
    return `${element?.tagName} ${name}`;
  });
}

test('each screen has the focus when it appears, and leaves it alone afterwards', async () => {
  const ann = await hall.person('Ann');
  const reaches = (what: string) =>
    poll(`the focus is on ${what}`, async () => (await focused(ann)) === what);
  await ann.open('/r/focus');
  await reaches('INPUT name');
  await ann.page.keyboard.type('Ann');
  await ann.page.keyboard.press('Enter');
  await ann.sees('Mute microphone');
  await reaches('H1 focus');
  await ann.page.getByRole('list', { name: 'Participants' }).waitFor();
  await ann.page.getByRole('button', { name: 'Mute microphone' }).focus();
  await ann.page.keyboard.press('Enter');
  await ann.sees('Unmute microphone');
  await reaches('BUTTON Unmute microphone');
  await ann.press('Leave');
  await ann.reads('You left the room.');
  await reaches('H1 focus');
  await ann.close();
});

test('pictures and sounds that the browser holds back play after a click', async () => {
  const ann = await hall.person('Ann');
  const ben = await hall.person('Ben');
  await ben.page.addInitScript(holdBack);
  await Promise.all([ann.join('held-back'), ben.join('held-back')]);
  await ben.reads('Waiting for the picture…');
  await ben.press('Click to hear the others');
  await ben.watches(1);
  await ben.hears(1);
  expect(await ben.page.getByText('Click to hear the others').count()).toBe(0);
  await Promise.all([ann.close(), ben.close()]);
});

/** Runs in the page: like a phone that saves power, plays nothing, not even muted, until the first click. */
function holdBack(): void {
  let held = true;
  const release = () => {
    held = false;
  };
  document.addEventListener('click', release, { capture: true });
  const play = HTMLMediaElement.prototype.play;
  HTMLMediaElement.prototype.play = function (this: HTMLMediaElement) {
    if (!held) return play.call(this);
    this.autoplay = false;
    return Promise.reject(new DOMException('not before a click', 'NotAllowedError'));
  };
}
