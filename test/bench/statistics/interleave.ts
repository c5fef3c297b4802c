/**
 * Several things measured in turn, forth and back (A-B-B-A), so that what drifts on the machine (clock, heat, neighbours) falls on all
 * alike. Knows neither what is measured nor how long it takes.
 */

/**
 * Each block measures all forth and back, and gives two rounds with one sample of each: neighbours in time, to be compared with each
 * other. `warmUps` of each go ahead and are thrown away.
 */
export async function interleave<Name extends string, Sample>(
  measures: Readonly<Record<Name, () => Promise<Sample>>>,
  blocks: number,
  warmUps = 1,
): Promise<Record<Name, Sample>[]> {
  const forth = Object.keys(measures) as Name[];
  const round = async (names: readonly Name[]) => {
    const samples: [Name, Sample][] = [];
    for (const name of names) samples.push([name, await measures[name]()]);
    return Object.fromEntries(samples) as Record<Name, Sample>;
  };
  for (let warmed = 0; warmed < warmUps; warmed += 1) await round(forth);
  const rounds: Record<Name, Sample>[] = [];
  for (let block = 0; block < blocks; block += 1) {
    rounds.push(await round(forth), await round(forth.toReversed()));
  }
  return rounds;
}
