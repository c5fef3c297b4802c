/** Before the call: seeing and hearing oneself, choosing devices, being told what is wrong; and what of it goes on into the call. */
import { expect, test } from 'vitest';
import { poll } from '../support/poll.ts';
import { launchChromium, newPerson } from './support/browser.ts';
import { openHall } from './support/hall.ts';
import type { Person } from './support/person.ts';

const hall = openHall();

const preview = ({ page }: Person) => page.getByLabel('How others will see you').locator('video');
const trackIn = (video: HTMLVideoElement) => (video.srcObject as MediaStream | null)?.getTracks()[0]?.id;

async function joinFromEntrance(one: Person): Promise<void> {
  await one.page.getByLabel('Your name').fill(one.name);
  await one.press('Join');
  await one.sees('Leave');
}

test('one sees and hears oneself, and what was opened goes on into the call', async () => {
  const ann = await hall.person('Ann');
  await ann.page.addInitScript(countQuestions);
  await ann.open('/r/door');
  await preview(ann).waitFor();
  await poll('the picture moves', () =>
    preview(ann).evaluate((video: HTMLVideoElement) => video.currentTime > 0),
  );
  const before = await preview(ann).evaluate(trackIn);
  const meter = ann.page.getByRole('meter', { name: 'Microphone level' });
  await poll('the microphone is heard', async () => Number(await meter.getAttribute('aria-valuenow')) > 20);
  await ann.reads('Nobody is here yet.');
  await joinFromEntrance(ann);
  const own = ann.page.locator('[data-self] video').first();
  await poll('the same camera is in the call', async () => (await own.evaluate(trackIn)) === before);
  expect(await ann.page.evaluate(() => Reflect.get(globalThis, 'questions'))).toBe(1);
  await ann.close();
});

/** Runs in the page. */
function countQuestions(): void {
  Object.assign(globalThis, { questions: 0 });
  const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = constraints => {
    Object.assign(globalThis, { questions: Reflect.get(globalThis, 'questions') + 1 });
    return ask(constraints);
  };
}

test('who enters muted and without a picture is so in the call, and the next time', async () => {
  const [ann, ben] = [await hall.person('Ann'), await hall.person('Ben')];
  await ben.join('muted');
  await ann.open('/r/muted');
  await preview(ann).waitFor();
  await ann.press('Mute microphone');
  await ann.press('Stop camera');
  await ann.reads('You join without camera and microphone.');
  await joinFromEntrance(ann);
  await ann.sees('Unmute microphone');
  await ann.sees('Start camera');
  await ann.watches(1);
  await ben.watches(0);
  await ann.press('Leave');
  await ann.press('Join again');
  await ann.sees('Unmute microphone');
  await ann.open('/r/muted');
  await ann.sees('Start camera');
  expect(await ann.page.getByLabel('Your name').inputValue()).toBe('Ann');
  await Promise.all([ann.close(), ben.close()]);
});

test('who is inside is told, and leaving releases the devices', async () => {
  const [ann, ben, zoe] = [await hall.person('Ann'), await hall.person('Ben'), await hall.person('Zoe')];
  await ann.join('inside');
  await ann.sees('Leave');
  await ben.join('inside');
  await ben.sees('Leave');
  await zoe.open('/r/inside');
  await zoe.reads('Ann and Ben are here.');
  await ben.press('Leave');
  await zoe.reads('Ann is here.');
  const held = await preview(zoe).evaluateHandle((video: HTMLVideoElement) => video.srcObject);
  await joinFromEntrance(zoe);
  await zoe.press('Leave');
  await zoe.reads('You left the room.');
  const states = await held.evaluate(stream =>
    (stream as MediaStream).getTracks().map(track => track.readyState),
  );
  expect(states).toEqual(['ended']);
  await Promise.all([ann.close(), ben.close(), zoe.close()]);
});

test('devices are switched during the call without a drop, and remembered', async () => {
  const [ann, ben] = [await hall.person('Ann'), await hall.person('Ben')];
  await Promise.all([ann.join('switch'), ben.join('switch')]);
  await ben.hears(1);
  await ann.press('Settings');
  const microphone = ann.page.getByRole('combobox', { name: 'Microphone' });
  await microphone.selectOption({ label: 'Fake Audio Input 2' });
  await ann.page.getByRole('combobox', { name: 'Speaker' }).selectOption({ label: 'Fake Audio Output 1' });
  await ben.hears(1);
  await ben.watches(1);
  await poll('the speaker is in use', () =>
    ann.page.evaluate(() => [...document.querySelectorAll('audio')].every(({ sinkId }) => sinkId !== '')),
  );
  await ann.press('Play a test sound');
  await ann.reads('Heard nothing?');
  await ann.open('/r/switch');
  await poll('the choice is remembered', async () => {
    const chosen = await microphone.evaluate((select: HTMLSelectElement) => select.selectedOptions[0]?.label);
    return chosen === 'Fake Audio Input 2';
  });
  await Promise.all([ann.close(), ben.close()]);
});

test('a microphone that is plugged in during the call is offered', async () => {
  const ann = await hall.person('Ann');
  await ann.page.addInitScript(hideSecondMicrophone);
  await ann.join('plugged');
  await ann.sees('Leave');
  await ann.press('Settings');
  const microphone = ann.page.getByRole('combobox', { name: 'Microphone' });
  const chosen = () => microphone.evaluate((select: HTMLSelectElement) => select.selectedOptions[0]?.label);
  await poll('the first is in use', async () => (await chosen())?.includes('Audio Input') === true);
  await ann.page.evaluate(() => navigator.mediaDevices.dispatchEvent(new Event('devicechange')));
  await ann.reads('A new microphone is there: Fake Audio Input 2.');
  await ann.press('Use it');
  await poll('the new one is in use', async () => (await chosen()) === 'Fake Audio Input 2');
  await ann.close();
});

/** Runs in the page: the second microphone is there from the first `devicechange` on. */
function hideSecondMicrophone(): void {
  let plugged = false;
  const devices = navigator.mediaDevices;
  const enumerate = devices.enumerateDevices.bind(devices);
  devices.enumerateDevices = async () =>
    (await enumerate()).filter(({ kind, label }) => plugged || kind !== 'audioinput' || !label.endsWith('2'));
  const plug = () => {
    plugged = true;
  };
  devices.addEventListener('devicechange', plug, { capture: true });
}

test('another language is there at once, in the middle of a call that goes on', async () => {
  const [ann, ben] = [await hall.person('Ann'), await hall.person('Ben')];
  await Promise.all([ann.join('language'), ben.join('language')]);
  await ann.watches(1);
  const video = await ann.page.locator('li:not([data-self]) video').elementHandle();
  await ann.press('Settings');
  const language = ann.page.getByRole('combobox', { name: 'Language' });
  await language.focus();
  await language.selectOption('zh');
  await ann.sees('离开');
  expect(await ann.page.getAttribute('html', 'lang')).toBe('zh-Hans');
  expect(await video?.evaluate(element => element.isConnected)).toBe(true);
  expect(await ann.page.evaluate(() => document.activeElement?.tagName)).toBe('SELECT');
  await ann.watches(1);
  await ann.hears(1);
  expect(await ben.others()).toEqual(['Ann']);
  await ann.open('/r/language');
  await ann.page.getByLabel('你的名字').waitFor();
  await Promise.all([ann.close(), ben.close()]);
});

test.each([
  ['refused', 'This browser does not let the page use your camera and microphone.'],
  ['none', 'No camera and no microphone were found.'],
] as const)(
  'with devices %s one is told so at the door, and what to do, and can join',
  async (has, sentence) => {
    const browser = await launchChromium(has);
    const [ann, zoe] = [await hall.person('Ann'), await newPerson(browser, hall.server.url, 'Zoe')];
    await ann.join(`door-${has}`);
    await zoe.open(`/r/door-${has}`);
    await zoe.page.getByRole('alert').getByText(sentence).waitFor();
    await zoe.press('Try again');
    await zoe.page.getByRole('alert').getByText(sentence).waitFor();
    await joinFromEntrance(zoe);
    await zoe.watches(1);
    await Promise.all([ann.close(), zoe.close()]);
    await browser.close();
  },
);
