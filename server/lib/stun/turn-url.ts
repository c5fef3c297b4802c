/** `turn:` and `turns:` URLs (RFC 7065), as far as browsers take them. */
import type { LinkTarget } from './link.ts';

export type TurnTarget = Pick<LinkTarget, 'transport' | 'host' | 'port'>;

const form = /^(turns?):(?:\[([\da-f:.]+)\]|([\w.-]+))(?::(\d{1,5}))?(?:\?transport=(udp|tcp))?$/i;

/** Undefined when it is none, or one over DTLS (`turns:` with `transport=udp`), which browsers do not speak either. */
export function parseTurnUrl(url: string): TurnTarget | undefined {
  const [, scheme, bracketed, bare, port, transport] = form.exec(url) ?? [];
  const host = bracketed ?? bare;
  if (scheme === undefined || host === undefined) return undefined;
  const secured = scheme.toLowerCase() === 'turns';
  if (secured && transport?.toLowerCase() === 'udp') return undefined;
  const plain = transport?.toLowerCase() === 'tcp' ? 'tcp' : 'udp';
  return { transport: secured ? 'tls' : plain, host, port: Number(port ?? (secured ? 5349 : 3478)) };
}
