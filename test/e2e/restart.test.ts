/** A server that is about to be restarted, as people at the page go through it: inside, and in front of the door. */
import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { startServer } from '../support/server-process.ts';
import { expectAccessible } from './support/axe.ts';
import { newPerson } from './support/browser.ts';
import { openHall } from './support/hall.ts';

const hall = openHall();

async function person(name: string, url: string) {
  const one = await newPerson(hall.browser, url, name);
  onTestFinished(() => one.close());
  return one;
}

test('who is inside sees how long it takes; who comes waits, and is in by itself once it is back', async () => {
  const { process: server, url } = await startServer({ WORKERS: '1', DRAIN_SECONDS: '90' });
  onTestFinished(() => void server.kill('SIGKILL'));
  const ann = await person('Ann', url);
  await ann.join('kitchen');
  await ann.sees('Mute microphone');
  const exited = once(server, 'exit');
  server.kill('SIGTERM');

  const notice = ann.page.getByRole('timer');
  await notice.waitFor();
  expect(await notice.textContent()).toMatch(
    /^This server is about to be restarted, in 1:[0-3]\d\. The call then goes on by itself after a moment\.$/,
  );
  const first = await notice.textContent();
  await ann.page.waitForFunction(text => document.querySelector('[role=timer]')?.textContent !== text, first);
  const announced = ann.page.locator('[aria-live=polite] p', { hasText: 'about to be restarted' });
  expect(await announced.allTextContents()).toEqual([expect.stringMatching(/restarted, in \d\d seconds\./)]);
  await expectAccessible(ann.page, 'about to be restarted');

  const ben = await person('Ben', url);
  await ben.open('/r/kitchen?name=Ben');
  await ben.press('Join');
  await ben.reads('The server is about to be restarted. This page joins by itself as soon as it is back.');
  await expectAccessible(ben.page, 'turned away');

  await ann.press('Leave');
  expect(await exited).toEqual([0, null]);
  const successor = await startServer({ WORKERS: '1', PORT: new URL(url).port });
  onTestFinished(async () => void (await successor.stop()));
  await ben.page.getByRole('button', { name: 'Mute microphone' }).waitFor({ timeout: 60_000 });
});
