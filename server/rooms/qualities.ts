/**
 * Whose connection in a room is not good, as the peers themselves report it; told to everybody, gathered for a moment. Knows
 * no peer but by id.
 */
import type { Quality, SignalParams } from '../protocol/signals.ts';

/** Milliseconds over which reports are gathered. */
const gatherFor = 500;

const good: Quality = { level: 'good', limit: null };

export class Qualities {
  readonly #tell: (params: SignalParams<'qualities'>) => void;
  readonly #notGood = new Map<string, Quality>();
  #timer: NodeJS.Timeout | undefined;

  constructor(tell: (params: SignalParams<'qualities'>) => void) {
    this.#tell = tell;
  }

  /** The same again is told to nobody. */
  report(peerId: string, quality: Quality): void {
    const known = this.#notGood.get(peerId) ?? good;
    if (known.level === quality.level && known.limit === quality.limit) return;
    if (quality.level === 'good') this.#notGood.delete(peerId);
    else this.#notGood.set(peerId, quality);
    this.#tellSoon();
  }

  /** Somebody came: whoever is not good is told of again. */
  repeat(): void {
    if (this.#notGood.size > 0) this.#tellSoon();
  }

  /** The peer left, which says all that there is to say. */
  forget(peerId: string): void {
    this.#notGood.delete(peerId);
  }

  close(): void {
    clearTimeout(this.#timer);
  }

  #tellSoon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#tell({ peers: [...this.#notGood].map(([peerId, quality]) => ({ peerId, ...quality })) });
    }, gatherFor);
  }
}
