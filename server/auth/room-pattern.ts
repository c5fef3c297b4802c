/** The rooms that a token is for: one name, or a pattern in which `*` stands for any run of characters, also none. */

export function isPattern(room: string): boolean {
  return room.includes('*');
}

/**
 * Whether the pattern covers a room. A pattern in place of the room is covered when all that it stands for is: only a `*` can stand for
 * a `*`. Takes the first place for each piece, which is enough, and so never goes back: linear in practice, never exponential.
 */
export function matchesRoom(pattern: string, room: string): boolean {
  const [first = '', ...rest] = pattern.normalize('NFC').split('*');
  const name = room.normalize('NFC');
  const last = rest.pop();
  if (last === undefined) return name === first;
  if (name.length < first.length + last.length || !name.startsWith(first) || !name.endsWith(last))
    return false;
  const end = name.length - last.length;
  let at = first.length;
  for (const piece of rest) {
    const found = name.indexOf(piece, at);
    if (found === -1 || found + piece.length > end) return false;
    at = found + piece.length;
  }
  return true;
}
