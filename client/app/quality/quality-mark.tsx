/**
 * The connection of one person, where it is not good: bars, and why in words. For the list of people and for one's own tile.
 */
import type { Quality } from '../../sdk/index.ts';
import type { Call } from '../call/call.ts';
import { text } from '../strings/index.ts';
import { Bars } from './bars.tsx';
import { barsOf } from './tile-state.ts';

export function QualityMark({ call, peerId }: { call: Call; peerId: string }) {
  const quality = call.quality.of(peerId);
  if (quality.level === 'good') return null;
  const bars = quality.limit === 'interrupted' ? 0 : barsOf(undefined, quality.level);
  return (
    <span class="quality-mark">
      <Bars count={bars} />
      <span class="why">{sentenceOf(quality, peerId === call.peerId)}</span>
    </span>
  );
}

export function sentenceOf({ limit }: Quality, own: boolean): string {
  const words = own ? text.quality.own : text.quality.theirs;
  return limit === null ? words.good : words[limit];
}
