/**
 * The parts of a document that are generated, between `<!-- generated: name -->` and `<!-- end -->`; all else is written by hand and stays.
 * Pure.
 */

/** Replaces the part of that name, or appends it where there is none. */
export function replaceSection(document: string, name: string, text: string): string {
  const begin = `<!-- generated: ${name} -->`;
  const end = '<!-- end -->';
  const section = `${begin}\n${text}\n${end}`;
  const from = document.indexOf(begin);
  if (from === -1) return `${document.trimEnd()}\n\n${section}\n`;
  const to = document.indexOf(end, from);
  if (to === -1) throw new Error(`the part "${name}" has no end`);
  return `${document.slice(0, from)}${section}${document.slice(to + end.length)}`;
}
