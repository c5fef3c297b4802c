/**
 * Finds the addresses in a text that may be clicked: http and https, written out. Text in, pieces of text out: never HTML.
 */
export interface Link {
  text: string;
  href: string;
}

// Up to white space, quotes, or the punctuation of Chinese and Japanese, after which no space is typed.
const candidate = /\bhttps?:\/\/[^\s<>"'`“”‘’「」『』《》【】（），。、；：！？]+/giu;
const closing = /[.,;:!?'*_~\])}]$/;
const opener: Record<string, string> = { ')': '(', ']': '[', '}': '{' };

/** The text in pieces, in order: strings as they are, and links. */
export function withLinks(text: string): (string | Link)[] {
  const pieces: (string | Link)[] = [];
  let done = 0;
  for (const { 0: found, index } of text.matchAll(candidate)) {
    const address = withoutEnd(found);
    const href = hrefOf(address);
    if (href === undefined) continue;
    if (index > done) pieces.push(text.slice(done, index));
    pieces.push({ text: address, href });
    done = index + address.length;
  }
  if (done < text.length) pieces.push(text.slice(done));
  return pieces;
}

/** What ends the sentence does not belong to the address; a bracket does when it was opened in it. */
function withoutEnd(address: string): string {
  const last = address.at(-1) ?? '';
  if (!closing.test(address)) return address;
  const open = opener[last];
  const balanced = open !== undefined && address.split(open).length >= address.split(last).length;
  return balanced ? address : withoutEnd(address.slice(0, -1));
}

function hrefOf(address: string): string | undefined {
  if (!URL.canParse(address)) return undefined;
  const { protocol, hostname, href } = new URL(address);
  return /^https?:$/.test(protocol) && hostname !== '' ? href : undefined;
}
