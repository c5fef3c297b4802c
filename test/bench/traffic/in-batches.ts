/** Making many of something, some at a time: a crowd at the door, but not a stampede. */

const atOnce = 8;

/** In order of their making. Rejects with the first failure, when the batch that it is in has settled. */
export async function inBatches<T>(count: number, make: (index: number) => Promise<T>): Promise<T[]> {
  const made: T[] = [];
  while (made.length < count) {
    const size = Math.min(atOnce, count - made.length);
    const batch = await Promise.allSettled(
      Array.from({ length: size }, (_, index) => make(made.length + index)),
    );
    for (const each of batch) {
      if (each.status === 'rejected') throw each.reason;
      made.push(each.value);
    }
  }
  return made;
}
