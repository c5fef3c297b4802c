/**
 * Under which names and addresses people may reach a server that has no domain: what its own certificate is made for. Pure.
 */
import { isIP } from 'node:net';
import { canonicalAddress, isDestination, isPublicAddress } from '../../lib/addresses.ts';
import type { Interfaces } from '../../lib/interfaces.ts';

export interface Whereabouts {
  hostname: string;
  interfaces: Interfaces;
  /** Addresses and names. */
  announced: readonly string[];
  publicUrl: string | undefined;
}

export interface CertificateNames {
  /** A certificate without one of them is made anew. */
  readonly needed: readonly string[];
  /** Those, and what may be another tomorrow. */
  readonly listed: readonly string[];
}

/** A machine with hundreds of container networks has as many addresses. */
const mostNames = 100;

export function certificateNames(whereabouts: Whereabouts): CertificateNames {
  const { hostname, interfaces, announced, publicUrl } = whereabouts;
  const own = Object.values(interfaces).flatMap(list => list?.map(({ address }) => address) ?? []);
  const all = [
    'localhost',
    ...(publicUrl === undefined ? [] : [withoutBrackets(new URL(publicUrl).hostname)]),
    ...announced,
    ...namesOfHost(hostname),
    ...['127.0.0.1', '::1', ...own],
  ];
  const listed = [...new Set(all.map(canonical))].filter(isName).slice(0, mostNames);
  const temporary = new Set(own.filter(isTemporary).map(canonical));
  return { needed: listed.filter(each => !temporary.has(each)), listed };
}

/** `.local`: as it is found in the local network (RFC 6762). */
function namesOfHost(hostname: string): string[] {
  return hostname.includes('.') ? [hostname] : [hostname, `${hostname}.local`];
}

/** A public IPv6 address may be another every day (RFC 8981), which is no reason to let people accept a new certificate. */
function isTemporary(address: string): boolean {
  return address.includes(':') && isPublicAddress(address);
}

function canonical(host: string): string {
  return isIP(host) === 0 ? host.toLowerCase() : canonicalAddress(host);
}

function isName(host: string): boolean {
  return isIP(host) === 0
    ? /^[a-z\d]([a-z\d.-]*[a-z\d])?$/.test(host) && host.length <= 253
    : isDestination(host);
}

function withoutBrackets(hostname: string): string {
  return hostname.replace(/^\[(.*)\]$/, '$1');
}
