/**
 * A server and a browser for all the tests of a file, and the people in it, who are gone when their test has ended.
 */
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { type ServerProcess, startServer } from '../../support/server-process.ts';
import { launchChromium, newPerson } from './browser.ts';
import type { Person } from './person.ts';

export interface Hall {
  readonly server: ServerProcess;
  readonly browser: Browser;
  /** Has not gone anywhere yet. */
  person(name: string, options?: BrowserContextOptions): Promise<Person>;
}

/**
 * To be called at the top of a file: registers what starts and ends both. The server must end with 0, and must have had
 * nothing to complain of.
 */
export function openHall(settings: Record<string, string> = { WORKERS: '1' }): Hall {
  let open: { server: ServerProcess; browser: Browser } | undefined;
  let people: Person[] = [];

  beforeAll(async () => {
    const [server, browser] = await Promise.all([startServer(settings), launchChromium()]);
    open = { server, browser };
  });
  afterEach(async () => {
    await Promise.all(people.map(person => person.close()));
    people = [];
  });
  afterAll(async () => {
    await open?.browser.close();
    expect(await open?.server.stop()).toBe(0);
    expect(complaintsOf(open?.server)).toEqual([]);
  });

  const opened = () => {
    if (!open) throw new Error('before the tests of the file have begun');
    return open;
  };
  return {
    get server() {
      return opened().server;
    },
    get browser() {
      return opened().browser;
    },
    async person(name, options) {
      const { browser, server } = opened();
      const person = await newPerson(browser, server.url, name, options);
      people.push(person);
      return person;
    },
  };
}

/** What it logged as a warning or worse, but for the one of an open server. */
function complaintsOf(server: ServerProcess | undefined): string[] {
  const lines = server?.output().split('\n') ?? [];
  return lines.filter(line => /"level":(40|50|60)/.test(line) && !line.includes('anybody with the link'));
}
