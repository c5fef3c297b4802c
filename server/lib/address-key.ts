/**
 * What counts as one address where addresses are counted: an IPv4 address, or the /64 network of an IPv6 address, because whoever
 * has one address of it has all of them.
 */
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/**
 * IPv4-mapped IPv6 addresses count as the IPv4 address. Some proxies write a port behind it: that does not count. All that is no address
 * at all counts as one.
 */
export function addressKey(text: string): string {
  const address = withoutPort(text);
  if (isIP(address) === 0) return 'no address';
  const parsed = ipaddr.process(address);
  if (parsed instanceof ipaddr.IPv4) return parsed.toString();
  return `${new ipaddr.IPv6([...parsed.parts.slice(0, 4), 0, 0, 0, 0]).toString()}/64`;
}

function withoutPort(text: string): string {
  const [, inBrackets] = /^\[([^\]]*)\](?::\d+)?$/.exec(text) ?? [];
  const [, v4] = /^([\d.]+):\d+$/.exec(text) ?? [];
  return inBrackets ?? v4 ?? text;
}
