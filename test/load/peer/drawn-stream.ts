/**
 * Everything about a stream that a browser chooses by chance, drawn from the seed: the same seed makes the same traffic. Pure.
 */
import type { Source } from '../../../server/protocol/words.ts';
import { draws } from '../scenario/draws.ts';

interface DrawnLayer {
  readonly ssrc: number;
  readonly rtxSsrc: number;
  readonly sequenceNumber: number;
  readonly counters: { readonly pictureId: number; readonly tl0PicIdx: number };
}

export interface DrawnStream {
  readonly layers: readonly DrawnLayer[];
  readonly timestamp: number;
  readonly phase: number;
}

/** `time`: how often this peer has begun to send that source before. */
export function drawStream(
  { seed, number }: { readonly seed: number; readonly number: number },
  source: Source,
  time: number,
  layers: number,
): DrawnStream {
  const random = draws(seed, `${source} ${time}`, number);
  return {
    layers: Array.from({ length: layers }, () => ({
      ssrc: random.integer(1, 2 ** 32 - 1),
      rtxSsrc: random.integer(1, 2 ** 32 - 1),
      sequenceNumber: random.integer(0, 2 ** 15), // the first half: no roll-over before it is known where it began
      counters: { pictureId: random.integer(0, 2 ** 15 - 1), tl0PicIdx: random.integer(0, 255) },
    })),
    timestamp: random.integer(0, 2 ** 32 - 1),
    phase: random.next(),
  };
}
