/** Names in the environment that are no settings, but nearly: slips of the keyboard, which would have no effect and no sign. Pure. */
import { editDistance } from './lib/edit-distance.ts';

export interface MisspeltName {
  readonly given: string;
  /** The setting that it is nearest to. */
  readonly meant: string;
}

/** Not settings of the server, but right where they are: the image makes MEDIA_PORT and WORKERS of it (container/plenum.sh). */
const ofOthers = ['MEDIA_PORTS'];
/** Short words are near to others by chance: HOME is two slips from HOST. */
const shortName = 7;

/** `known`: the names of all settings. */
export function misspeltNames(names: readonly string[], known: readonly string[]): MisspeltName[] {
  const right = new Set([...known, ...ofOthers]);
  return names
    .filter(given => !right.has(given))
    .flatMap(given => {
      const meant = nearest(given, known);
      return meant === undefined ? [] : [{ given, meant }];
    });
}

function nearest(given: string, known: readonly string[]): string | undefined {
  const near = known
    .filter(name => Math.abs(name.length - given.length) <= 2) // the others cannot be near
    .map(name => ({ name, slips: editDistance(given, name) }))
    .filter(({ name, slips }) => slips <= (name.length <= shortName ? 1 : 2));
  return near.toSorted((one, other) => one.slips - other.slips)[0]?.name;
}
