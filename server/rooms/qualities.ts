/**
 * Whose connection in a room is not good, as the peers themselves report it, and whose socket is lost; told to everybody, gathered for a
 * moment. Knows no peer but by id.
 */
import type { Quality, SignalParams } from '../protocol/signals.ts';

/** Milliseconds over which reports are gathered. */
const gatherFor = 500;

const good: Quality = { level: 'good', limit: null };
const interrupted: Quality = { level: 'poor', limit: 'interrupted' };

export interface QualitiesOptions {
  /** To everybody, after a moment. */
  tell: (params: SignalParams<'qualities'>) => void;
  /** At once, with what everybody will be told of that peer. */
  onChanged: (peerId: string, quality: Quality) => void;
}

export class Qualities {
  readonly #options: QualitiesOptions;
  readonly #notGood = new Map<string, Quality>();
  /** Who cannot report anything at the moment. */
  readonly #interrupted = new Set<string>();
  #timer: NodeJS.Timeout | undefined;

  constructor(options: QualitiesOptions) {
    this.#options = options;
  }

  /** As everybody is told. */
  get current(): SignalParams<'qualities'> {
    const reported = [...this.#notGood].filter(([peerId]) => !this.#interrupted.has(peerId));
    const lost = [...this.#interrupted].map(peerId => [peerId, interrupted] as const);
    return { peers: [...reported, ...lost].map(([peerId, quality]) => ({ peerId, ...quality })) };
  }

  /** The same again is told to nobody. */
  report(peerId: string, quality: Quality): void {
    const known = this.#notGood.get(peerId) ?? good;
    if (known.level === quality.level && known.limit === quality.limit) return;
    if (quality.level === 'good') this.#notGood.delete(peerId);
    else this.#notGood.set(peerId, quality);
    if (!this.#interrupted.has(peerId)) this.#changed(peerId);
    this.#tellSoon();
  }

  /** Its socket has been lost for a while, whatever it reported before. */
  interrupt(peerId: string): void {
    if (this.#interrupted.has(peerId)) return;
    this.#interrupted.add(peerId);
    this.#changed(peerId);
    this.#tellSoon();
  }

  /** What it reported last counts again. */
  restore(peerId: string): void {
    if (!this.#interrupted.delete(peerId)) return;
    this.#changed(peerId);
    this.#tellSoon();
  }

  /** Somebody came: whoever is not good is told of again. */
  repeat(): void {
    if (this.#notGood.size + this.#interrupted.size > 0) this.#tellSoon();
  }

  /** The peer left, which says all that there is to say. */
  forget(peerId: string): void {
    this.#notGood.delete(peerId);
    this.#interrupted.delete(peerId);
  }

  close(): void {
    clearTimeout(this.#timer);
  }

  #changed(peerId: string): void {
    const reported = this.#notGood.get(peerId) ?? good;
    this.#options.onChanged(peerId, this.#interrupted.has(peerId) ? interrupted : reported);
  }

  #tellSoon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#options.tell(this.current);
    }, gatherFor);
  }
}
