/**
 * Whether this page is meant to be part of another one: `/r/<room>?embed` in a frame, and there whose, if the address names the
 * `parent`. Said once, by the address.
 */
export interface Frame {
  parent: Window;
  /** Undefined: whoever speaks first. */
  origin: string | undefined;
  /** It will say hello, perhaps with a token: nothing is to be done before. */
  greets: boolean;
}

/** Undefined: a page of its own. */
export const framedBy = frameOf(globalThis.window, globalThis.location?.search ?? '');

export function frameOf(window: Window | undefined, search: string): Frame | undefined {
  const query = new URLSearchParams(search);
  if (!window || window.parent === window || !query.has('embed')) return undefined;
  return { parent: window.parent, origin: originOf(query.get('parent') ?? ''), greets: query.has('hello') };
}

function originOf(address: string): string | undefined {
  if (!URL.canParse(address)) return undefined;
  const { protocol, origin } = new URL(address);
  return protocol === 'https:' || protocol === 'http:' ? origin : undefined;
}
