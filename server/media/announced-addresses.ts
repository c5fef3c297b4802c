/**
 * Under which addresses clients are told to reach the media ports, where these are not the bound ones: those written down, and
 * what names stand for at the moment. Owned by the worker pool; knows nothing of workers.
 */
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { canonicalAddress, isDestination } from '../lib/addresses.ts';
import type { Log } from '../log.ts';

/** Every address of a name, IPv4 and IPv6. Rejects when it has none, or nobody can be asked. */
export type Resolve = (name: string) => Promise<readonly string[]>;

export interface AnnouncedSettings {
  /** IP addresses and host names. */
  announcedAddresses: readonly string[];
}

export interface AnnouncedOptions {
  resolve?: Resolve;
  /** Whether a media port can be bound to something that carries this address. */
  isUsable: (address: string) => boolean;
}

/** Every name of ANNOUNCED_ADDRESS leads nowhere, and nothing else is announced. */
export class AnnouncedAddressError extends Error {
  override readonly name = 'AnnouncedAddressError';
}

const lookUpEvery = 60_000; // ms
/** Of one name. Whoever has more, has them for the load, and any of them will do. */
const addressesPerName = 8;

export class AnnouncedAddresses {
  /** In the order of the setting: a written address stands for itself, a name for what was found last. */
  readonly #found = new Map<string, readonly string[]>();
  /** Names of which the last look-up failed. */
  readonly #failing = new Set<string>();
  readonly #names: readonly string[];
  readonly #options: Required<AnnouncedOptions>;
  readonly #log: Log;
  #timer: NodeJS.Timeout | undefined;

  private constructor(settings: AnnouncedSettings, options: AnnouncedOptions, log: Log) {
    const { announcedAddresses } = settings;
    for (const each of announcedAddresses)
      this.#found.set(each, isIP(each) === 0 ? [] : [canonicalAddress(each)]);
    this.#names = announcedAddresses.filter(each => isIP(each) === 0);
    this.#options = { resolve: systemResolve, ...options };
    this.#log = log;
  }

  /** Rejects with AnnouncedAddressError when there would be nothing to announce. A name that fails beside others is a warning. */
  static async start(
    settings: AnnouncedSettings,
    options: AnnouncedOptions,
    log: Log,
  ): Promise<AnnouncedAddresses> {
    const announced = new AnnouncedAddresses(settings, options, log);
    const failures = await announced.#lookUp();
    const [first] = failures;
    if (first && announced.current.length === 0) {
      throw new AnnouncedAddressError(`ANNOUNCED_ADDRESS cannot be used: ${failures.join('; ')}`);
    }
    announced.#again();
    return announced;
  }

  /** Canonical IP addresses, each once; empty: the bound ones are to be announced. */
  get current(): readonly string[] {
    return [...new Set([...this.#found.values()].flat())];
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** Each time after the last answer, so that a slow name server is not asked twice at once. */
  #again(): void {
    if (this.#names.length === 0) return;
    const timer = setTimeout(() => {
      void this.#lookUp().then(() => {
        if (this.#timer === timer) this.#again(); // it was not closed meanwhile
      });
    }, lookUpEvery);
    this.#timer = timer.unref();
  }

  /** What went wrong, a clause for each name. */
  async #lookUp(): Promise<string[]> {
    const outcomes = await Promise.all(this.#names.map(name => this.#lookUpOne(name)));
    return outcomes.filter(failure => failure !== undefined);
  }

  async #lookUpOne(name: string): Promise<string | undefined> {
    try {
      this.#take(name, await this.#addressesOf(name));
      this.#failing.delete(name);
      return undefined;
    } catch (error) {
      const failure = error instanceof Error ? error.message : String(error);
      const kept = this.#found.get(name) ?? [];
      if (!this.#failing.has(name))
        this.#log.warn({ name, failure, kept }, 'an announced name leads nowhere');
      this.#failing.add(name);
      return failure;
    }
  }

  /** Sorted, for name servers answer in turns. */
  async #addressesOf(name: string): Promise<string[]> {
    const all = (await this.#options.resolve(name)).map(canonicalAddress);
    const usable = [...new Set(all)].filter(each => isDestination(each) && this.#options.isUsable(each));
    if (usable.length > 0) return usable.slice(0, addressesPerName).sort();
    throw new Error(`${name} stands for ${all.join(', ') || 'no address'}, which cannot be used here`);
  }

  #take(name: string, addresses: readonly string[]): void {
    const before = this.#found.get(name) ?? [];
    this.#found.set(name, addresses);
    if (before.join() === addresses.join() || before.length === 0) return;
    this.#log.info({ name, addresses }, 'an announced name stands for other addresses now');
  }
}

/** As every program of this machine looks names up: /etc/hosts and the local network's names count too. */
async function systemResolve(name: string): Promise<readonly string[]> {
  const found = await lookup(name, { all: true, order: 'verbatim' }).catch((error: unknown) => {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new Error(`${name} cannot be looked up (${code})`);
  });
  return found.map(({ address }) => address);
}
