/**
 * Which of the videos that the server limits for this peer's way down prove that it is slow. A picture that has lost a layer proves it
 * at once; one that has not yet got its best, because it or its tile is new, only after a while: servers feel their way upwards. Pure.
 */
import type { ReceivedStats } from './stats.ts';

/** Milliseconds: without any layer at first; with less than the best. */
const patience = { none: 10_000, less: 15_000 };

interface Course {
  /** Since when it is received, and since when it is limited. */
  seenAt: number;
  thinAt: number | null;
  /** The highest layer it had since it was last as good as it should be. */
  best: number;
}

export class ThinVideos {
  #courses = new Map<string, Course>();

  /** Those of a sample that count. */
  of(at: number, received: ReceivedStats[]): ReceivedStats[] {
    const before = this.#courses;
    this.#courses = new Map();
    return received.filter(stats => {
      const course = next(before.get(stats.producerId), stats, at);
      this.#courses.set(stats.producerId, course);
      return counts(course, stats, at);
    });
  }
}

function next(before: Course | undefined, { layers, limit }: ReceivedStats, at: number): Course {
  const spatial = layers?.spatial ?? -1;
  const seenAt = before?.seenAt ?? at;
  if (limit !== 'network') return { seenAt, thinAt: null, best: spatial };
  return { seenAt, thinAt: before?.thinAt ?? at, best: Math.max(before?.best ?? -1, spatial) };
}

function counts({ seenAt, thinAt, best }: Course, { layers }: ReceivedStats, at: number): boolean {
  if (thinAt === null) return false;
  if (!layers) return at - seenAt >= patience.none;
  return layers.spatial < best || at - thinAt >= patience.less;
}
