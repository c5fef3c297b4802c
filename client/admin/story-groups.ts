/**
 * How a timeline is read: by days, with the time that passed in between, and what repeats put together. Pure.
 */
import type { TimelineEntry } from '#protocol/timeline.ts';

export interface Moment {
  readonly entry: TimelineEntry;
  /** Milliseconds since what is told before it; undefined: it is the first. */
  readonly gap: number | undefined;
  /** Told in its place where they are not told one by one, itself included. */
  readonly changes: readonly TimelineEntry[];
}

export interface Day {
  /** Midnight, by the reader's clock. */
  readonly at: number;
  readonly moments: readonly Moment[];
}

/** So many changes of quality or layers in a row are put together. */
const many = 4;

export function daysOf(entries: readonly TimelineEntry[]): Day[] {
  const days = new Map<number, Moment[]>();
  let before: number | undefined;
  for (const changes of runsOf(entries)) {
    const [entry, last] = [changes[0], changes.at(-1)];
    if (!entry || !last) continue;
    const day = new Date(entry.at).setHours(0, 0, 0, 0);
    const gap = before === undefined ? undefined : entry.at - before;
    days.set(day, [...(days.get(day) ?? []), { entry, gap, changes }]);
    before = last.at;
  }
  return [...days].map(([at, moments]) => ({ at, moments }));
}

/** Long runs of changes are one, everything else is one each. */
function runsOf(entries: readonly TimelineEntry[]): TimelineEntry[][] {
  const runs: TimelineEntry[][] = [];
  for (const entry of entries) {
    const run = runs.at(-1);
    if (run && isChange(entry) && run.every(isChange)) run.push(entry);
    else runs.push([entry]);
  }
  return runs.flatMap(run => (run.length < many ? run.map(entry => [entry]) : [run]));
}

export function isChange({ type }: TimelineEntry): boolean {
  return type === 'layersChanged' || type === 'qualityChanged';
}
