/**
 * The token that this person enters the room with: from the fragment of the address, which browsers send to no server, or handed in by the
 * page around this one. Kept for this tab only, so that a reload works, and never in the address, where it would be copied and seen.
 */
import { signal } from '@preact/signals';
import { tokenClaims } from '../sdk/index.ts';
import { maxPeerName, typedLine } from './typed-text.ts';

export const token = signal<string | undefined>(undefined);

/** From the address, which is without it then, or as it was kept. To be called before anything is shown. */
export function takeToken(room: string): void {
  const { hash, pathname, search } = location;
  const given = new URLSearchParams(hash.slice(1)).get('token');
  if (given !== null) history.replaceState(history.state, '', pathname + search);
  if (given) keepToken(room, given);
  else token.value ??= storage()?.getItem(keyOf(room)) ?? undefined;
}

/** Replaces the one before. */
export function keepToken(room: string, fresh: string): void {
  token.value = fresh;
  try {
    storage()?.setItem(keyOf(room), fresh);
  } catch {
    // Full: kept until the page is left.
  }
}

/** What the token calls its bearer, to be shown only: nobody has checked it. Empty when it has no name, or is none. */
export function nameIn(some: string | undefined): string {
  const { name } = tokenClaims(some);
  return typeof name === 'string' ? typedLine(name, maxPeerName) : '';
}

/**
 * Those who came to an open server without a token are known by one that it made for them. When it is not taken any more they are guests
 * as before: forgets it, and returns true. A token that somebody was invited with stays.
 */
export function forgetGuest(room: string): boolean {
  if (tokenClaims(token.value).guest !== true) return false;
  token.value = undefined;
  storage()?.removeItem(keyOf(room));
  return true;
}

function keyOf(room: string): string {
  return `plenum-token:${room}`;
}

/** Undefined where the browser blocks it. */
function storage(): Storage | undefined {
  try {
    return sessionStorage;
  } catch {
    return undefined;
  }
}
