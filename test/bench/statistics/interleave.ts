/**
 * Two things measured in turn, A-B-B-A, so that what drifts on the machine (clock, heat, neighbours) falls on both alike. Knows neither
 * what is measured nor how long it takes.
 */

export interface Pair<Sample> {
  readonly a: Sample;
  readonly b: Sample;
}

/** Each block measures a, b, b, a, and gives two pairs. One of each goes ahead, to warm up, and is thrown away. */
export async function interleave<Sample>(
  measure: { a(): Promise<Sample>; b(): Promise<Sample> },
  blocks: number,
): Promise<Pair<Sample>[]> {
  await measure.a();
  await measure.b();
  const pairs: Pair<Sample>[] = [];
  for (let block = 0; block < blocks; block += 1) {
    const first = await measure.a();
    const [b1, b2] = [await measure.b(), await measure.b()];
    pairs.push({ a: first, b: b1 }, { a: await measure.a(), b: b2 });
  }
  return pairs;
}
