/** The page under its own security policy: nothing it does is against it, and what others slip in does not run. */
import type { BrowserContext } from 'playwright-core';
import { afterEach, expect, onTestFinished, test } from 'vitest';
import { openHall } from './support/hall.ts';
import { serveSite } from './support/host-site.ts';
import type { Person } from './support/person.ts';

declare global {
  var slippedIn: boolean | undefined;
}

const hall = openHall();
let violations: string[] = [];

afterEach(() => {
  violations = [];
});

/** From now on, in all frames. What the browser says in the console counts as well: it knows headers that no event tells of. */
async function watch(context: BrowserContext): Promise<void> {
  await context.exposeBinding('tellViolation', (_source, violation: string) => violations.push(violation));
  await context.addInitScript(() => {
    addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, documentURI }) => {
      const told = `${violatedDirective} ${blockedURI} in ${documentURI}`;
      void (globalThis as unknown as { tellViolation(violation: string): Promise<void> }).tellViolation(told);
    });
  });
  context.on('console', message => {
    if (/polic(y|ies)/i.test(message.text())) violations.push(message.text());
  });
}

async function watched(name: string): Promise<Person> {
  const person = await hall.person(name);
  await watch(person.page.context());
  return person;
}

test('the page, the check, the entrance and a call keep to the policy', async () => {
  const ann = await watched('Ann');
  await ann.open('/');
  await ann.page.getByRole('heading').first().waitFor();
  await ann.open('/check');
  await ann.sees('Start the check');
  await ann.open('/r/policy');
  await ann.sees('Join');
  await ann.join('policy');
  await ann.sees('Leave');
  for (const button of ['Settings', 'Chat', 'Share screen']) await ann.press(button);
  await ann.sees('Stop sharing');
  await ann.press('Leave');
  expect(violations).toEqual([]);
});

test('the page in a frame of another site keeps to the policy', async () => {
  const site = await serveSite({
    '/': `<!doctype html><title>Host</title><script src="${hall.server.url}/plenum-room.js"></script>
      <plenum-room room="framed" name="Ann" join></plenum-room>`,
  });
  onTestFinished(() => site.close());
  const ann = await watched('Ann');
  await ann.page.goto(site.origin);
  const frame = ann.page.frameLocator('plenum-room iframe');
  await frame.getByRole('button', { name: 'Leave', exact: true }).waitFor();
  expect(violations).toEqual([]);
});

test('only the embedded page can be shown by others', async () => {
  const site = await serveSite({
    '/': `<!doctype html><title>Host</title><iframe src="${hall.server.url}/r/framed"></iframe>`,
  });
  onTestFinished(() => site.close());
  const ann = await watched('Ann');
  await ann.page.goto(site.origin);
  await expect.poll(() => violations.join()).toContain('frame-ancestors');
});

test('what is slipped into the page does not run', async () => {
  const ann = await watched('Ann');
  await ann.open('/r/policy');
  await ann.sees('Join');
  await ann.page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'globalThis.slippedIn = true';
    document.body.append(script);
    const image = document.createElement('div');
    image.innerHTML = '<img src="/nothing.png" onerror="globalThis.slippedIn = true">';
    document.body.append(image);
  });
  await expect
    .poll(() => violations.filter(each => /script-src/.test(each)).length)
    .toBeGreaterThanOrEqual(2);
  expect(await ann.page.evaluate(() => globalThis.slippedIn)).toBeUndefined();
});

test('the page about the API shows it, keeps to its policy and loads nothing from elsewhere', async () => {
  const ann = await watched('Ann');
  const hosts = new Set<string>();
  ann.page.on('request', request => hosts.add(new URL(request.url()).origin));
  await ann.open('/api/docs');
  await ann.page.getByText('/api/rooms/{room}/peers/{peerId}/mute').first().waitFor();
  await ann.page.getByText('Make a token').first().click();
  await ann.page.getByText('token-expired').first().waitFor();
  expect(violations).toEqual([]);
  hosts.delete('null'); // data: addresses
  expect([...hosts]).toEqual([hall.server.url]);
});
