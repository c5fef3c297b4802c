/**
 * The admin token: typed, or handed over in the fragment of the address, which browsers send to no server. Kept for this tab only, and
 * never in the address, where it would be copied and seen.
 */
import { signal } from '@preact/signals';

/** Why there is no token any more. */
export type SignedOut = 'expired' | 'invalid' | 'no-admin';

const key = 'plenum-admin-token';

export const token = signal<string | undefined>(undefined);
export const signedOut = signal<SignedOut | undefined>(undefined);

/** From the address, which is without it then, or as it was kept. */
export function takeToken(): void {
  const { hash, pathname, search } = location;
  const given = new URLSearchParams(hash.slice(1)).get('token');
  if (given !== null) history.replaceState(history.state, '', pathname + search);
  if (given) keepToken(given);
  else token.value ??= storage()?.getItem(key) ?? undefined;
}

export function keepToken(fresh: string): void {
  signedOut.value = undefined;
  token.value = fresh;
  try {
    storage()?.setItem(key, fresh);
  } catch {
    // Full: kept until the page is left.
  }
}

export function forgetToken(why?: SignedOut): void {
  token.value = undefined;
  signedOut.value = why;
  storage()?.removeItem(key);
}

/** Undefined where the browser blocks it. */
function storage(): Storage | undefined {
  try {
    return sessionStorage;
  } catch {
    return undefined;
  }
}
