/**
 * Names as people type or link them, made acceptable to the server: see `Line` in the protocol's shapes.
 */

// Control characters, line separators and what changes the direction of text.
const unprintable = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/gu;

/** Normalised (NFC), without what the server refuses, trimmed and cut to `maxLength` characters; empty when nothing is left. */
export function typedLine(text: string, maxLength: number): string {
  const clean = text.toWellFormed().normalize('NFC').replace(/\s/gu, ' ').replace(unprintable, '').trim();
  // Cutting must neither split a surrogate pair nor leave a space at the end.
  return clean
    .slice(0, maxLength)
    .replace(/[\ud800-\udbff]$/, '')
    .trim();
}

// As above, but for tab and line feed.
const unprintableInText = /(?![\t\n])[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/gu;

/** Lines of chat, without what the server refuses, trimmed; empty when nothing is left. */
export function typedText(text: string): string {
  const lines = text.toWellFormed().replace(/\r\n?|[\u2028\u2029]/g, '\n');
  return lines.replace(unprintableInText, '').trim();
}

/** As in the protocol's shapes, which would bring their schemas into the page; a test compares them. */
export const maxRoomName = 128;
export const maxPeerName = 64;
