/** A browser with all its processes, as the system sees it: so that it can be stopped as a laptop is that falls asleep. Linux. */
import { readdirSync, readFileSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { launch } from './browsers.ts';
import type { Ground } from './ground.ts';

/** A browser of its own that can be stopped; it goes on before it is closed. */
export class Laptop {
  readonly browser: Browser;
  readonly #root: number;

  private constructor(browser: Browser, root: number) {
    this.browser = browser;
    this.#root = root;
  }

  static async open(ground: Ground): Promise<Laptop> {
    const before = new Set(childrenOf(process.pid));
    const browser = await launch();
    const root = childrenOf(process.pid).find(pid => !before.has(pid) && /chrom/.test(commandOf(pid)));
    ground.atEnd(() => browser.close());
    if (root === undefined) throw new Error('the processes of the browser are not to be seen');
    const laptop = new Laptop(browser, root);
    ground.atEnd(() => laptop.wakeUp());
    return laptop;
  }

  /** Nothing of it runs any more; its sockets stay open, and the system answers for them. */
  fallAsleep(): void {
    this.#signal('SIGSTOP');
  }

  wakeUp(): void {
    this.#signal('SIGCONT');
  }

  /** Its pages stand still; the rest of the browser goes on, and keeps their sockets open. */
  freezeTabs(): void {
    this.#signal('SIGSTOP', pid => commandOf(pid).includes('--type=renderer'));
  }

  #signal(signal: NodeJS.Signals, concerns: (pid: number) => boolean = () => true): void {
    for (const pid of [this.#root, ...descendantsOf(this.#root)].filter(concerns)) {
      try {
        process.kill(pid, signal);
      } catch {} // it has just ended
    }
  }
}

function descendantsOf(pid: number): number[] {
  return childrenOf(pid).flatMap(child => [child, ...descendantsOf(child)]);
}

function childrenOf(parent: number): number[] {
  const pids = readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .map(Number);
  return pids.filter(pid => parentOf(pid) === parent);
}

function parentOf(pid: number): number | undefined {
  const parent = /\) \S (\d+)/.exec(fileOf(pid, 'stat'))?.[1];
  return parent === undefined ? undefined : Number(parent);
}

const commandOf = (pid: number) => fileOf(pid, 'cmdline');

function fileOf(pid: number, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    return ''; // it has just ended
  }
}
