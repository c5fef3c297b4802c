/** How good a connection is, in words. */
import type { Quality } from '#protocol/signals.ts';
import { words } from './strings/index.ts';

export function qualityIn({ level, limit }: Quality): string {
  const { quality } = words.value;
  return limit === null ? quality[level] : `${quality[level]}: ${quality[limit]}`;
}
