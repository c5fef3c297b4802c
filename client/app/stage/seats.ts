/**
 * The order of the tiles, which stays as it is while people come and go, and who changes places so that those who speak are in sight.
 * Pure: knows keys, no peers.
 */

/** `seats` without those who are gone, and with those who are new at the end; the same array when nothing has changed. */
export function seated(seats: readonly string[], present: readonly string[]): readonly string[] {
  const here = new Set(present);
  const kept = seats.filter(key => here.has(key));
  const known = new Set(kept);
  const added = present.filter(key => !known.has(key));
  return kept.length === seats.length && added.length === 0 ? seats : [...kept, ...added];
}

export interface Front {
  /** Those on the first page, in any order. */
  keys: readonly string[];
  /** Keeps their place: yourself, a raised hand, one who speaks. */
  stays: (key: string) => boolean;
  /** When they were last heard; 0 for never. */
  heardAt: (key: string) => number;
}

/**
 * `key` takes the place of the one on the first page who has been silent the longest, the last of those who never spoke; that one
 * goes where `key` was, and nobody else moves. The same array when `key` is there already or all on that page stay.
 */
export function broughtForward(
  seats: readonly string[],
  key: string,
  { keys, stays, heardAt }: Front,
): readonly string[] {
  const from = seats.indexOf(key);
  if (from === -1 || keys.includes(key)) return seats;
  const candidates = seats.filter(seat => keys.includes(seat) && !stays(seat)).reverse();
  const [first, ...others] = candidates;
  if (first === undefined) return seats;
  const silent = others.reduce((best, seat) => (heardAt(seat) < heardAt(best) ? seat : best), first);
  const swapped = [...seats];
  swapped[seats.indexOf(silent)] = key;
  swapped[from] = silent;
  return swapped;
}

/**
 * Whose picture is the large one: who has the floor, unless that is you or nobody; then the one before stays. When that one has left,
 * whoever of the others was heard last.
 */
export function speakerToShow(
  shown: string | null,
  floor: string | null,
  others: readonly string[],
  heardAt: (key: string) => number,
): string | null {
  if (floor !== null && others.includes(floor)) return floor;
  const stays = shown !== null && others.includes(shown) ? shown : undefined;
  if (stays !== undefined && heardAt(stays) > 0) return stays;
  // Who was shown without having said a word was only a guess.
  const first = stays ?? others[0];
  if (first === undefined) return null;
  return others.reduce((best, key) => (heardAt(key) > heardAt(best) ? key : best), first);
}
