/**
 * Headless Chromium with fake devices, and the people in it: each a page of its own with storage of its own.
 */
import { type Browser, type BrowserContextOptions, chromium } from 'playwright-core';
import { findChromium } from '../../support/chromium.ts';
import { Person } from './person.ts';

const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--mute-audio',
  // Who gave no device may be held back or not, as it happens: what is held back has a test of its own.
  '--autoplay-policy=no-user-gesture-required',
  // Pages in the background are as awake as the one in front.
  '--disable-backgrounding-occluded-windows',
  '--disable-renderer-backgrounding',
  '--disable-background-timer-throttling',
];
const network = ['--allow-loopback-in-peer-connection'];
const fakeDevices = '--use-fake-device-for-media-stream';
const devices = {
  allowed: [fakeDevices, '--use-fake-ui-for-media-stream'],
  refused: [fakeDevices, '--deny-permission-prompts'],
  none: [],
};

/** Milliseconds to wait for what should be there at once: the machine may have much else to do. */
const patience = 60_000;

/**
 * A camera and a microphone that may be used, that the person refuses to give, or a machine without any. `args`: more of Chromium's
 * switches. `executablePath`: default is this machine's Chromium.
 */
export async function launchChromium(
  has: keyof typeof devices = 'allowed',
  { args = [], executablePath = installedChromium() }: { args?: string[]; executablePath?: string } = {},
): Promise<Browser> {
  return chromium.launch({ executablePath, args: [...quiet, ...network, ...devices[has], ...args] });
}

export function installedChromium(): string {
  const path = findChromium(process.env);
  if (!path) throw new Error('Chromium is missing: `npm test` installs it, or says how.');
  return path;
}

/** Opens the server's page for one more person, who has not gone anywhere yet. */
export async function newPerson(
  browser: Browser,
  url: string,
  name: string,
  options: BrowserContextOptions = {},
): Promise<Person> {
  const context = await browser.newContext({ viewport: { width: 960, height: 640 }, ...options });
  context.setDefaultTimeout(patience);
  await context.addInitScript(rememberConnections);
  const page = await context.newPage();
  return new Person(page, url, name);
}

/**
 * Runs in the page, and in frames: keeps its peer connections at hand, so that a test can ask the browser itself what arrives. Those
 * of an empty frame are its page's.
 */
export function rememberConnections(): void {
  const ofPage =
    globalThis.location.href === 'about:blank' ? Reflect.get(globalThis.parent, 'connections') : undefined;
  const connections: RTCPeerConnection[] = ofPage ?? [];
  Object.assign(globalThis, {
    connections,
    RTCPeerConnection: class extends RTCPeerConnection {
      constructor(...args: ConstructorParameters<typeof RTCPeerConnection>) {
        super(...args);
        connections.push(this);
      }
    },
  });
}
