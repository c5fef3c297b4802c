/**
 * The probes of one session: opened as often as its address may, found by their ids, and closed with it. Knows nothing of media.
 */
import type { Turn } from '../auth/turn.ts';
import type { Probe } from '../checks/probe.ts';
import type { Probes } from '../checks/probes.ts';
import { RequestError } from '../errors.ts';
import { adopt } from '../lib/adopt.ts';
import type { Params, Result } from '../protocol/methods.ts';
import type { AddressAllowance } from './address-limits.ts';

export interface OwnProbesOptions {
  readonly probes: Probes;
  readonly turn: Turn;
  readonly address: AddressAllowance;
  /** The last one has ended, while the session has not. */
  readonly onNoneLeft: () => void;
}

const maxAtOnce = 8;
/** Credentials for TURN outlive the probe that they are for by little. */
const turnSeconds = 120;

export class OwnProbes {
  readonly #options: OwnProbesOptions;
  readonly #open = new Map<string, Probe>();
  #closed = false;

  constructor(options: OwnProbesOptions) {
    this.#options = options;
  }

  get closed(): boolean {
    return this.#closed;
  }

  get size(): number {
    return this.#open.size;
  }

  /** Throws `rate-limited`, `unavailable`. */
  async open(): Promise<Result<'probe'>> {
    const { probes, turn, address } = this.#options;
    if (this.#open.size >= maxAtOnce) {
      throw new RequestError(
        'rate-limited',
        undefined,
        `a session has at most ${maxAtOnce} probes at a time`,
      );
    }
    if (!address.takeProbe()) throw new RequestError('rate-limited');
    const probe = adopt(this, await probes.open());
    this.#open.set(probe.id, probe);
    probe.observer.once('close', () => this.#gone(probe.id));
    // Nobody was let in: all probes of an address are one user of the TURN server, with one quota.
    const { iceServers } = turn.issue(`probe-${address.pseudonym}`, turnSeconds);
    return { probeId: probe.id, ...probe.info(), iceServers };
  }

  /** Throws `not-found`, and `unavailable` when the engine fails. */
  async connect({ probeId, dtlsParameters }: Params<'connectProbe'>): Promise<void> {
    const probe = this.#open.get(probeId);
    if (!probe) throw new RequestError('not-found', 'probeId');
    try {
      await probe.connect(dtlsParameters);
    } catch {
      throw new RequestError('unavailable');
    }
  }

  /** One that is gone, or never was, is no error. */
  close(probeId: string): void {
    this.#open.get(probeId)?.close();
  }

  /** For good: also what is being opened. */
  closeAll(): void {
    this.#closed = true;
    for (const probe of this.#open.values()) probe.close();
  }

  #gone(probeId: string): void {
    this.#open.delete(probeId);
    if (this.#open.size === 0 && !this.#closed) this.#options.onNoneLeft();
  }
}
