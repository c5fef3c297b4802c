/**
 * Which pages may open sockets here: a browser says in `Origin` where a page came from, and lets any page open a socket anywhere.
 * Knows addresses, no sessions.
 */
import { isLoopbackHost } from '../lib/addresses.ts';

export interface OriginRule {
  /** Under which people reach the server: its pages come from there only. Undefined: from wherever the request says it was sent to. */
  readonly publicUrl: string | undefined;
  /** Origins of other sites; `*`: all. */
  readonly allowed: readonly string[] | '*';
  /** The server speaks TLS itself: a page that came without is none of its own. */
  readonly secure?: boolean;
}

/**
 * `host` is the name and port that the request was sent to. Without an origin it is no browser that asks, and no person is tricked.
 * Pages without an origin of their own (`null`: a file, a sandbox) are refused always.
 */
export function originAllowed(origin: string | undefined, host: string, rule: OriginRule): boolean {
  if (origin === undefined) return true;
  const page = originUrl(origin);
  if (!page) return false;
  if (rule.allowed === '*' || rule.allowed.some(allowed => originUrl(allowed)?.origin === page.origin))
    return true;
  const server = URL.canParse(`${page.protocol}//${host}`) ? new URL(`${page.protocol}//${host}`) : undefined;
  // A program on this machine, such as a development server, may serve the page.
  if (server && isLoopbackHost(page.hostname) && isLoopbackHost(server.hostname)) return true;
  if (rule.publicUrl !== undefined) return new URL(rule.publicUrl).origin === page.origin;
  return server?.host === page.host && (page.protocol === 'https:' || rule.secure !== true);
}

/** As a browser writes it: scheme, host and port, nothing else. */
function originUrl(origin: string): URL | undefined {
  if (!URL.canParse(origin)) return undefined;
  const url = new URL(origin);
  return /^https?:$/.test(url.protocol) && url.origin === origin.toLowerCase() ? url : undefined;
}
