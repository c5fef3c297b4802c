/**
 * A room full of people without a browser page for each: one page joins them all through the SDK, each with a picture of its own.
 */
import type { Browser } from 'playwright-core';
import { bundlePage } from '../../support/bundle-page.ts';

export interface CrowdMember {
  name: string;
  /** Default: a moving picture. */
  camera?: false;
  /** Default: none. `on` hums. */
  microphone?: 'on' | 'muted';
}

export interface Crowd {
  join(room: string, members: CrowdMember[]): Promise<void>;
  /** One of them looks at all cameras in tiles of that size, in device pixels; null: at none. */
  wants(name: string, tile: { width: number; height: number } | null): Promise<void>;
  close(): Promise<void>;
}

let script: Promise<string> | undefined;

export async function newCrowd(browser: Browser, url: string): Promise<Crowd> {
  script ??= bundlePage(new URL('./crowd-page.ts', import.meta.url));
  const context = await browser.newContext({ bypassCSP: true }); // the script is ours, not the server's
  const page = await context.newPage();
  await page.goto(`${url}/healthz`); // the server's origin, without its page
  await page.addScriptTag({ type: 'module', content: await script });
  await page.waitForFunction(() => 'crowd' in globalThis); // a module runs when it is ready
  const socketUrl = `${url.replace(/^http/, 'ws')}/ws`;
  return {
    join: (room, members) =>
      page.evaluate(([to, name, who]) => crowd.join(to, name, who), [socketUrl, room, members] as const),
    wants: (name, tile) => page.evaluate(([who, size]) => crowd.wants(who, size), [name, tile] as const),
    close: () => context.close(),
  };
}

declare global {
  var crowd: {
    join(url: string, room: string, members: readonly CrowdMember[]): Promise<void>;
    wants(name: string, tile: { width: number; height: number } | null): void;
  };
}
