/** How a timeline is read: by days, with gaps, and with what repeats put together. */
import { expect, test } from 'vitest';
import type { TimelineEntry } from '#protocol/timeline.ts';
import { daysOf } from '../../../client/admin/story-groups.ts';

const midnight = new Date(2026, 10, 26).getTime();
const day = 86_400_000;

function entryAt(at: number, seq: number, fine = false): TimelineEntry {
  const header = { seq, at, peerId: 'anna' };
  return fine
    ? { ...header, type: 'qualityChanged', level: 'poor', limit: 'upload' }
    : { ...header, type: 'producerResumed', source: 'camera' };
}

test('each day begins anew, and gaps go on over midnight', () => {
  const days = daysOf([entryAt(midnight - 1_000, 1), entryAt(midnight + 500, 2), entryAt(midnight + 501, 3)]);
  expect(days.map(({ at, moments }) => [at, moments.map(({ gap }) => gap)])).toEqual([
    [midnight - day, [undefined]],
    [midnight, [1_500, 1]],
  ]);
});

test('many changes in a row are one, a few are told one by one, and nothing is lost', () => {
  const fine = (from: number, count: number) =>
    Array.from({ length: count }, (_, index) => entryAt(midnight + from + index, from + index, true));
  const entries = [...fine(0, 3), entryAt(midnight + 3, 3), ...fine(4, 4), entryAt(midnight + 20, 20)];
  const [{ moments } = { moments: [] }] = daysOf(entries);
  expect(moments.map(({ changes }) => changes.length)).toEqual([1, 1, 1, 1, 4, 1]);
  expect(moments.flatMap(({ changes }) => changes)).toEqual(entries);
  expect(moments.at(-1)?.gap).toBe(13); // since the last of the four
});
