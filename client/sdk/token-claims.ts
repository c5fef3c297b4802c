/**
 * What a token says of its bearer, for those who show it or have to decide what to do with it: nobody has checked it here.
 */
export interface TokenClaims {
  name?: unknown;
  /** true: made by an open server, for somebody who came without one. */
  guest?: unknown;
}

/** Empty for what is no token. */
export function tokenClaims(token: string | undefined): TokenClaims {
  try {
    const [, payload = ''] = (token ?? '').split('.');
    const bytes = atob(payload.replaceAll('-', '+').replaceAll('_', '/'));
    const json = new TextDecoder().decode(Uint8Array.from(bytes, byte => byte.charCodeAt(0)));
    return Object(JSON.parse(json));
  } catch {
    return {};
  }
}
