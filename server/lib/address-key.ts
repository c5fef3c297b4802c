/**
 * What counts as one address where addresses are counted: an IPv4 address, or the /64 network of an IPv6 address, because whoever
 * has one address of it has all of them.
 */
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** IPv4-mapped IPv6 addresses count as the IPv4 address. What is no address at all counts as itself. */
export function addressKey(address: string): string {
  if (isIP(address) === 0) return address;
  const parsed = ipaddr.process(address);
  if (parsed instanceof ipaddr.IPv4) return parsed.toString();
  return `${new ipaddr.IPv6([...parsed.parts.slice(0, 4), 0, 0, 0, 0]).toString()}/64`;
}
