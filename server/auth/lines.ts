/** Lines of text in tokens, which others than people at our page have written. */

// As `Line` in the protocol's shapes.
const unprintable =
  /[\p{Cc}\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164\ufeff\uffa0\ufff9-\ufffb]/gu;

/**
 * A name as it can be shown: NFC, without control and bidirectional characters, trimmed, cut to so many code points. Empty when nothing
 * is left. An embedder's odd name must not lock somebody out.
 */
export function shownLine(text: string, maxLength: number): string {
  const clean = text.toWellFormed().normalize('NFC').replace(/\s/gu, ' ').replace(unprintable, '').trim();
  return [...clean].slice(0, maxLength).join('').trim();
}
