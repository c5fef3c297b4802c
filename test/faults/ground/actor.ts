/**
 * One person of a call, from outside: a page of their own in which actor-page.ts does what it is told.
 */
import type { Browser, Page } from 'playwright-core';
import { build, type Rolldown } from 'vite';
import { rememberConnections } from '../../e2e/support/browser.ts';
import type { ActorPage, Joining } from './actor-page.ts';

declare global {
  /** In the page: put there by actor-page.ts. */
  var actor: ActorPage;
}

export interface Way {
  /** Of the web server, or of what stands before it. */
  readonly url: string;
  readonly room: string;
}

export interface Equipment {
  readonly camera?: boolean;
  readonly microphone?: Joining['microphone'];
}

let script: Promise<string> | undefined;

export class Actor {
  readonly page: Page;
  readonly name: string;
  readonly #joining: Joining;

  private constructor(page: Page, joining: Joining) {
    this.page = page;
    this.name = joining.name;
    this.#joining = joining;
  }

  /** Before the door: devices are on, nothing is joined. Silent and without a picture unless told otherwise. */
  static async prepare(browser: Browser, { url, room }: Way, name: string, equipment: Equipment = {}) {
    script ??= bundle();
    const content = await script;
    const context = await browser.newContext({ bypassCSP: true, viewport: { width: 960, height: 640 } });
    await context.addInitScript(rememberConnections); // before the SDK takes the class as it is
    const page = await context.newPage();
    await page.goto(`${url}/healthz`); // the server's origin, without its page
    await page.addScriptTag({ type: 'module', content });
    await page.waitForFunction(() => 'actor' in globalThis);
    const { camera = false, microphone = 'off' } = equipment;
    const joining = { url: `${url.replace(/^http/, 'ws')}/ws`, room, name, camera, microphone };
    await page.evaluate(how => actor.prepare(how), joining);
    return new Actor(page, joining);
  }

  /** Resolves when they are in, however often they had to try. */
  join(): Promise<void> {
    return this.page.evaluate(how => actor.join(how), this.#joining);
  }

  /** What one of the functions without arguments says. */
  ask<K extends Asked>(what: K): Promise<Awaited<ReturnType<ActorPage[K]>>> {
    return this.page.evaluate(name => actor[name as K]() as never, what as string);
  }

  /** Microphone, camera or screen on or off. */
  set(source: 'microphone' | 'camera' | 'screen', on: boolean): Promise<void> {
    return this.page.evaluate(([which, how]) => actor.set(which, how), [source, on] as const);
  }

  say(text: string): Promise<void> {
    return this.page.evaluate(what => actor.say(what), text);
  }

  close(): Promise<void> {
    return this.page.context().close();
  }
}

type Asked = { [K in keyof ActorPage]: Parameters<ActorPage[K]> extends [] ? K : never }[keyof ActorPage];

async function bundle(): Promise<string> {
  const input = new URL('./actor-page.ts', import.meta.url).pathname;
  const output = await build({
    configFile: false,
    logLevel: 'warn',
    build: { write: false, minify: false, rolldownOptions: { input } },
  });
  const [chunk] = (output as Rolldown.RolldownOutput).output;
  return chunk.code;
}
