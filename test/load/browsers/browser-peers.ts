/**
 * Real browsers in a load run: each peer a page of one headless Chromium that joins through the SDK, and tells the same things as a load
 * peer, as the browser counts them. They are few, and there for the truth.
 *
 * What Chromium counts differs in three ways. `frames` and `freezes` are of pictures that were put together and shown, so that decoding and the
 * jitter buffer have their part in them; `firstVideo` is the first picture on the screen, not the first packet of it; and `verified` is all
 * that was received, because libwebrtc counts nothing else.
 */
import type { Browser, Page } from 'playwright-core';
import { launchChromium, rememberConnections } from '../../e2e/support/browser.ts';
import { goThrough } from '../../e2e/support/go-through.ts';
import { bundlePage } from '../../support/bundle-page.ts';
import type { PeerReport } from '../report/peer-report.ts';
import type { BrowserPeer } from './browser-peer.ts';

export interface BrowserPeersOptions {
  /** Of the server: `http:` or `https:`. */
  readonly url: string;
  readonly peers: readonly BrowserPeer[];
  /** Media come by UDP through this port, in place of the server's. */
  readonly mediaPort?: number;
}

export interface BrowserPeers {
  /** `beganAt`: performance.now() of when the run began. Resolves when all are in, or have failed, which the reports say. To be called once. */
  join(beganAt: number): Promise<void>;
  /** What has happened so far, since somebody joined. */
  reports(): Promise<PeerReport[]>;
  /** Everybody leaves, and the browser ends. Idempotent. */
  close(): Promise<void>;
}

interface Seat {
  readonly peer: BrowserPeer;
  readonly page: Page;
}

/** A page for each, which has everything that it needs to join: that takes seconds, and is no part of a run. */
export async function openBrowserPeers(options: BrowserPeersOptions): Promise<BrowserPeers> {
  const { url, peers } = options;
  const script = await bundlePage(new URL('./browser-page.ts', import.meta.url));
  // Without TLS a page that is not of this machine has no devices.
  const trusted = [`--unsafely-treat-insecure-origin-as-secure=${new URL(url).origin}`];
  const browser = await launchChromium('allowed', { args: trusted });
  try {
    const seats = await Promise.all(
      peers.map(async peer => ({ peer, page: await openPage(browser, options, script) })),
    );
    let began = 0;
    return {
      async join(beganAt) {
        began = beganAt;
        await Promise.all(seats.map(seat => join(seat, url)));
      },
      reports: () => Promise.all(seats.map(seat => reportOf(seat, began))),
      close: () => close(browser, seats),
    };
  } catch (error) {
    await browser.close();
    throw error;
  }
}

/** The server's origin, without its page. */
async function openPage(
  browser: Browser,
  { url, mediaPort }: BrowserPeersOptions,
  script: string,
): Promise<Page> {
  const context = await browser.newContext({ bypassCSP: true, viewport: { width: 1280, height: 720 } }); // the script is ours
  await context.addInitScript(rememberConnections);
  if (mediaPort !== undefined) await context.addInitScript(goThrough, mediaPort);
  const page = await context.newPage();
  await page.goto(new URL('/healthz', url).href);
  await page.addScriptTag({ type: 'module', content: script });
  await page.waitForFunction(() => 'browserPeer' in globalThis); // a module runs when it is ready
  return page;
}

function join({ peer, page }: Seat, url: string): Promise<void> {
  const socketUrl = `${url.replace(/^http/, 'ws').replace(/\/$/, '')}/ws`;
  return page.evaluate(([to, who]) => browserPeer.join(to, who), [socketUrl, peer] as const);
}

async function reportOf({ peer, page }: Seat, beganAt: number): Promise<PeerReport> {
  const { visit, ...rest } = await page.evaluate(() => browserPeer.report());
  const { number, room } = peer;
  const at = visit.at - (performance.timeOrigin + beganAt);
  // `process`: whoever started them knows which one it is.
  return { number, room, process: 0, client: 'chromium', visits: [{ ...visit, at }], ...rest };
}

async function close(browser: Browser, seats: readonly Seat[]): Promise<void> {
  if (!browser.isConnected()) return;
  await Promise.allSettled(seats.map(({ page }) => page.evaluate(() => browserPeer.leave())));
  await browser.close();
}
