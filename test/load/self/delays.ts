/**
 * How long packets took from capture to arrival: histograms of this process, and how those of several become one. Microseconds inside,
 * milliseconds outside.
 */
import {
  build,
  decodeFromCompressedBase64,
  encodeIntoCompressedBase64,
  type Histogram,
} from 'hdr-histogram-js';

export const kinds = ['audio', 'video'] as const;
export type Kind = (typeof kinds)[number];

const longest = 60_000_000; // µs; what took longer counts as this
const perMillisecond = 1_000;

function empty(): Histogram {
  return build({
    useWebAssembly: false,
    lowestDiscernibleValue: 1,
    highestTrackableValue: longest,
    numberOfSignificantValueDigits: 3,
  });
}

export class Delays {
  readonly #all = { audio: empty(), video: empty() };
  readonly #lately = { audio: empty(), video: empty() };

  /** A clock that is behind makes delays of less than nothing; they count as 0. */
  record(milliseconds: number, kind: Kind): void {
    const value = Math.round(milliseconds * perMillisecond);
    this.#lately[kind].recordValue(Math.min(longest, Math.max(0, value)));
  }

  /** The 99th percentile since the last call, of the later kind; null when nothing came. */
  turn(): number | null {
    let worst: number | null = null;
    for (const kind of kinds) {
      const lately = this.#lately[kind];
      if (lately.totalCount === 0) continue;
      worst = Math.max(worst ?? 0, lately.getValueAtPercentile(99) / perMillisecond);
      this.#all[kind].add(lately);
      lately.reset();
    }
    return worst;
  }

  /** Of the whole time. */
  encoded(): Record<Kind, string> {
    this.turn();
    return {
      audio: encodeIntoCompressedBase64(this.#all.audio),
      video: encodeIntoCompressedBase64(this.#all.video),
    };
  }
}

/** Throws when a text is no histogram. */
export function mergedDelays(texts: readonly string[]): Histogram {
  const all = empty();
  for (const text of texts) all.add(decodeFromCompressedBase64(text, 32, false));
  return all;
}

export function encodedDelays(histogram: Histogram): string {
  return encodeIntoCompressedBase64(histogram);
}
