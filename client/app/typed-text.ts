/**
 * Names as people type or link them, made acceptable to the server: see `Line` in the protocol's shapes.
 */

// Control characters, line separators, what changes the direction of text and what nobody can see: see `shapes.ts` of the protocol.
const unprintable =
  /[\p{Cc}\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164\ufeff\uffa0\ufff9-\ufffb]/gu;

/** Normalised (NFC), without what the server refuses, trimmed and cut to `maxLength` UTF-16 units; empty when nothing is left. */
export function typedLine(text: string, maxLength: number): string {
  const clean = text.toWellFormed().normalize('NFC').replace(/\s/gu, ' ').replace(unprintable, '').trim();
  return clean.length <= maxLength ? clean : wholeCharacters(clean, maxLength).trim();
}

/** As many as fit of what a reader takes for characters: an emoji or a flag may be several code points long. */
function wholeCharacters(text: string, maxLength: number): string {
  const segments = new Intl.Segmenter().segment(text);
  const cut = segments.containing(maxLength)?.index ?? text.length;
  // One alone that is longer than all that there is room for: what can be had of it, without half a surrogate pair.
  return cut > 0 ? text.slice(0, cut) : text.slice(0, maxLength).replace(/[\ud800-\udbff]$/, '');
}

/** What stands for somebody without a picture; empty when the name is. */
export function initialOf(name: string): string {
  const [first] = new Intl.Segmenter().segment(name);
  return first?.segment.toLocaleUpperCase() ?? '';
}

// As above, but for tab and line feed.
const unprintableInText =
  /(?![\t\n])[\p{Cc}\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164\ufeff\uffa0\ufff9-\ufffb]/gu;

/** Lines of chat, without what the server refuses, trimmed; empty when nothing is left. */
export function typedText(text: string): string {
  const lines = text.toWellFormed().replace(/\r\n?|[\u2028\u2029]/g, '\n');
  return lines.replace(unprintableInText, '').trim();
}

/** As in the protocol's shapes, which would bring their schemas into the page; a test compares them. */
export const maxRoomName = 128;
export const maxPeerName = 64;
export const maxTitle = 128;
export const maxPasscode = 64;
