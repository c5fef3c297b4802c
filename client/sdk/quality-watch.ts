/**
 * Watches the quality of a call while it lasts: takes samples, assesses them, and tells when the assessment changes, the server not
 * more than once in 2 s. Knows a room only as a port.
 */
import type { Quality, SignalParams } from '#protocol/signals.ts';
import type { PathState } from './generation.ts';
import { QualityAssessment } from './quality.ts';
import type { CallStats, ReceivedStats } from './stats.ts';

export interface QualityPort {
  stats(): Promise<CallStats>;
  pathState(): PathState;
  /** Whether its publisher has paused it. */
  isPaused(received: ReceivedStats): boolean;
  /** Tells the server. */
  report(quality: Quality): Promise<unknown>;
  /** Tells the application. */
  changed(quality: Quality): void;
}

/** Milliseconds between samples. Nobody looks at a hidden page, and browsers slow its timers down. */
const every = 2_000;
const everyHidden = 10_000;
/** Milliseconds between reports. */
const reportEvery = 2_000;

/** What the server takes the quality of a newcomer to be. */
const unreported: Quality = { level: 'good', limit: null };

export class QualityWatch {
  readonly #port: QualityPort;
  readonly #assessment = new QualityAssessment();
  #quality = unreported;
  /** As the server knows it. */
  #reported = this.#quality;
  #reportedAt = Number.NEGATIVE_INFINITY;
  #notGood: ReadonlySet<string> = new Set();
  #sampling: ReturnType<typeof setTimeout> | undefined;
  #reporting: ReturnType<typeof setTimeout> | undefined;
  #stopped = false;

  constructor(port: QualityPort) {
    this.#port = port;
    this.#sampleIn(every);
  }

  /** The peers of the room that report not to be good themselves: what arrives badly from them is theirs. */
  setOthers({ peers }: SignalParams<'qualities'>): void {
    this.#notGood = new Set(peers.filter(({ limit }) => limit !== 'download').map(({ peerId }) => peerId));
  }

  /** The server is another: it knows nothing of what it was told, nor does it say the same of the others any more. */
  begin(): void {
    this.#reported = unreported;
    this.#notGood = new Set();
  }

  /** The path has changed: that is told at once. */
  pathChanged(): void {
    void this.#sample();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#sampling);
    clearTimeout(this.#reporting);
  }

  #sampleIn(delay: number): void {
    clearTimeout(this.#sampling);
    if (!this.#stopped) this.#sampling = setTimeout(() => void this.#sample(), delay);
  }

  async #sample(): Promise<void> {
    this.#sampleIn(globalThis.document?.visibilityState === 'hidden' ? everyHidden : every);
    const port = this.#port;
    try {
      const sample = await port.stats();
      if (this.#stopped) return;
      const isExcused = (received: ReceivedStats) =>
        port.isPaused(received) || this.#notGood.has(received.peerId);
      this.#take(this.#assessment.assess(sample, { path: port.pathState(), isExcused }));
    } catch {
      // A transport was closed meanwhile: the next sample is of what takes its place.
    }
  }

  #take(quality: Quality): void {
    if (!isSame(quality, this.#quality)) {
      this.#quality = quality;
      this.#port.changed(quality);
    }
    this.#reportSoon();
  }

  #reportSoon(): void {
    if (this.#reporting !== undefined || isSame(this.#quality, this.#reported)) return;
    const wait = Math.max(0, this.#reportedAt + reportEvery - performance.now());
    this.#reporting = setTimeout(() => this.#report(), wait);
  }

  #report(): void {
    this.#reporting = undefined;
    const quality = this.#quality;
    if (isSame(quality, this.#reported)) return;
    const before = this.#reported;
    this.#reported = quality;
    this.#reportedAt = performance.now();
    this.#port.report(quality).catch(() => {
      if (this.#reported === quality) this.#reported = before; // so that the next sample tries again
    });
  }
}

function isSame(one: Quality, other: Quality): boolean {
  return one.level === other.level && one.limit === other.limit;
}
