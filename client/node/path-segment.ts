/** How a room's name, or an id, stands in an address. */

/** Throws a TypeError for the few names that cannot: all that reads addresses takes them for steps in the path. */
export function pathSegment(name: string): string {
  if (name === '' || name === '.' || name === '..')
    throw new TypeError(`No address can hold the name "${name}".`);
  return encodeURIComponent(name);
}
