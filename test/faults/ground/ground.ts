/**
 * Where one run takes place: servers, people and whatever else it needs, all gone afterwards. Whoever makes something here hands in how
 * it ends; the last made ends first.
 */
import type { Browser } from 'playwright-core';
import type { Random } from '../../fuzz/support/random.ts';
import { isAlive } from '../../support/is-alive.ts';
import { poll } from '../../support/poll.ts';
import { type ServerProcess, startServer } from '../../support/server-process.ts';
import { Actor, type Equipment, type Way } from './actor.ts';
import { workersOf } from './server-log.ts';

const endLimit = 30_000; // ms

export class Ground {
  /** Every moment of a fault is drawn from it. */
  readonly random: Random;
  readonly browser: Browser;
  readonly #endings: (() => unknown)[] = [];
  /** What is being made, and ends like the rest once it is there: a run can be over before. */
  readonly #underWay = new Set<Promise<unknown>>();
  readonly #left = new Set<ServerProcess>();

  constructor(browser: Browser, random: Random) {
    this.browser = browser;
    this.random = random;
  }

  /** Before everything that was made earlier. */
  atEnd(ending: () => unknown): void {
    this.#endings.push(ending);
  }

  /** As its operator starts it, on free ports of loopback unless told otherwise. */
  async server(
    settings: Record<string, string> = {},
    within: readonly string[] = [],
  ): Promise<ServerProcess> {
    const starting = startServer({ ACCESS: 'open', ...settings }, 'node', within);
    return this.#made(starting, server => this.#end(server));
  }

  /** The row ends it, with whatever code. */
  endsByItself(server: ServerProcess): void {
    this.#left.add(server);
  }

  /** Has not joined yet. `browser`: default is the one of all. */
  async actor(way: Way, name: string, equipment: Equipment = {}, browser = this.browser): Promise<Actor> {
    return this.#made(Actor.prepare(browser, way, name, equipment), actor => actor.close());
  }

  /** Rejects with the first thing that did not end as it should, when everything has been ended. */
  async clear(): Promise<void> {
    await Promise.allSettled(this.#underWay);
    const problems: unknown[] = [];
    for (const ending of this.#endings.toReversed()) {
      try {
        await inTime(ending);
      } catch (error) {
        problems.push(error);
      }
    }
    if (problems.length > 0) throw problems[0];
  }

  async #made<T>(making: Promise<T>, end: (made: T) => unknown): Promise<T> {
    const kept = making.then(made => {
      this.atEnd(() => end(made));
      return made;
    });
    this.#underWay.add(kept);
    return kept;
  }

  async #end(server: ServerProcess): Promise<void> {
    const isKilled = server.process.signalCode !== null;
    const code = isKilled ? null : await server.stop();
    const isMeant = isKilled || this.#left.has(server);
    if (code !== 0 && !isMeant) throw new Error(`the server ended with ${code}`);
    await nothingLeft(server);
  }
}

/** Rejects when it takes so long that it will never end. */
async function inTime(ending: () => unknown): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`it does not end: ${ending}`)), endLimit);
  });
  await Promise.race([ending(), late]);
  clearTimeout(timer);
}

/** No worker outlives its server. */
export async function nothingLeft(server: ServerProcess): Promise<void> {
  const pids = workersOf(server).map(({ pid }) => pid);
  await poll('the workers are gone with their server', () => !pids.some(isAlive), 5_000);
}
