/** A call over the certificate that the server makes for itself: what a phone in a network without a domain needs to have a camera. */
import type { Browser } from 'playwright-core';
import { expect, onTestFinished, test } from 'vitest';
import { startServer } from '../support/server-process.ts';
import { temporaryDir } from '../support/temporary-dir.ts';
import { workerBin } from '../support/worker-bin.ts';
import { launchChromium, newPerson } from './support/browser.ts';

/** Not this machine by its name, so that the page is secure by HTTPS alone. */
const name = 'plenum.lan';

async function start(settings: Record<string, string>) {
  const server = await startServer({ WORKERS: '1', MEDIASOUP_WORKER_BIN: await workerBin(), ...settings });
  onTestFinished(async () => expect(await server.stop()).toBe(0));
  return { ...server, url: server.url.replace('127.0.0.1', name) };
}

async function open(): Promise<Browser> {
  const args = ['--ignore-certificate-errors', `--host-resolver-rules=MAP ${name} 127.0.0.1`];
  const browser = await launchChromium('allowed', { args });
  onTestFinished(() => browser.close());
  return browser;
}

test('two people see and hear each other over HTTPS with a self-made certificate', async () => {
  const { url } = await start({ TLS: 'self-signed', XDG_CACHE_HOME: await temporaryDir() });
  expect(url).toMatch(/^https:\/\/plenum\.lan:/);
  const browser = await open();
  const people = await Promise.all(['Ann', 'Ben'].map(each => newPerson(browser, url, each)));
  await Promise.all(people.map(person => person.join('kitchen')));
  for (const person of people) {
    await person.watches(1);
    await person.hears(1);
    expect(await person.page.evaluate(() => isSecureContext)).toBe(true);
  }
});

test('the same by plain HTTP is what browsers give no camera to', async () => {
  const { url } = await start({});
  const ann = await newPerson(await open(), url, 'Ann');
  await ann.open('/');
  expect(await ann.page.evaluate(() => [isSecureContext, 'mediaDevices' in navigator])).toEqual([
    false,
    false,
  ]);
});
