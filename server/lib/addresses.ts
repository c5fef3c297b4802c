/**
 * Which addresses and host names belong to this machine or its local network, and which are the Internet's.
 */
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

const localRanges: ReadonlySet<string> = new Set([
  'loopback',
  'private',
  'linkLocal',
  'uniqueLocal',
  'carrierGradeNat',
]);

/** RFC 4291: what is outside of it is not routed, whatever it looks like (`::7f00:1`, `fec0::1`). */
const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3');

/** Everybody on the Internet could be behind it. False for all that is set aside for anything else, and for what is no address. */
export function isPublicAddress(text: string): boolean {
  const address = parsed(text);
  if (address?.range() !== 'unicast') return false;
  return address.kind() === 'ipv4' || address.match(globalUnicast);
}

/** Reached from this machine or its network only: loopback, private, link-local, unique local, carrier-grade NAT. */
export function isLocalAddress(text: string): boolean {
  return localRanges.has(parsed(text)?.range() ?? '');
}

/** Leads back to whoever sends there. */
export function isLoopbackAddress(text: string): boolean {
  return parsed(text)?.range() === 'loopback';
}

/** A name or an address, in brackets perhaps as in a URL, by which every machine means itself (RFC 6761 section 6.3). */
export function isLoopbackHost(host: string): boolean {
  const bare = withoutBrackets(host).replace(/\.$/, '');
  return isIP(bare) === 0 ? /^(.+\.)?localhost$/i.test(bare) : isLoopbackAddress(bare);
}

const undeliverable: ReadonlySet<string> = new Set(['unspecified', 'multicast', 'broadcast', 'linkLocal']);

/** An address that another machine could be told to send to. Link-local ones mean nothing without an interface. */
export function isDestination(text: string): boolean {
  const address = parsed(text);
  return address !== undefined && !undeliverable.has(address.range());
}

/** As everybody writes it (RFC 5952), so that two of them can be compared. What is no address is given back. */
export function canonicalAddress(text: string): string {
  return parsed(text)?.toString() ?? text;
}

const localNames = /^[^.]+$|\.(local|lan|home\.arpa|internal|localhost|test)$/i;

/** An address, or a name that by its form is not looked up on the Internet: of one label, or under a domain kept for local use. */
export function isLocalHost(host: string): boolean {
  const bare = withoutBrackets(host).replace(/\.$/, '');
  return isIP(bare) === 0 ? localNames.test(bare) : isLocalAddress(bare);
}

/** An address, in brackets perhaps as in a URL, that is not public. */
export function isReservedAddress(host: string): boolean {
  const bare = withoutBrackets(host);
  return isIP(bare) !== 0 && !isPublicAddress(bare);
}

/** `10.0.0.1`, or `10.0.0.0/8`. */
export function isAddressOrNetwork(text: string): boolean {
  const [address = '', ...prefix] = text.split('/');
  return isIP(address) !== 0 && (prefix.length === 0 || (ipaddr.isValidCIDR(text) && prefix[0] !== '0'));
}

function withoutBrackets(host: string): string {
  return host.replace(/^\[(.*)\]$/, '$1');
}

/** An IPv4 address written as IPv6 (`::ffff:10.0.0.1`) is taken for what it is. */
function parsed(text: string): ipaddr.IPv4 | ipaddr.IPv6 | undefined {
  return isIP(text) === 0 ? undefined : ipaddr.process(text);
}
