/** Questions about addresses and names that several checks ask. */
import { lookup } from 'node:dns/promises';
import { isIP, isIPv6 } from 'node:net';
import { canonicalAddress, isLocalHost, isPublicAddress } from '../../lib/addresses.ts';
import { type Interfaces, usableAddresses } from '../../lib/interfaces.ts';
import type { Endpoint } from '../../lib/stun/attributes.ts';
import type { ExaminedSettings, MediaDoor, MediaEndpoint } from '../patient.ts';

export function isOwn(address: string, interfaces: Interfaces): boolean {
  return Object.values(interfaces).some(list =>
    list?.some(each => canonicalAddress(each.address) === canonicalAddress(address)),
  );
}

/** Every address of a name; rejects when there is none. */
export async function addressesOf(host: string): Promise<string[]> {
  const bare = host.replace(/^\[(.*)\]$/, '$1');
  if (isIP(bare) !== 0) return [canonicalAddress(bare)];
  return (await lookup(bare, { all: true })).map(({ address }) => canonicalAddress(address));
}

/** Whether people on the Internet are to come in, as far as PUBLIC_URL says. */
export function isForInternet({ publicUrl }: Pick<ExaminedSettings, 'publicUrl'>): boolean {
  return publicUrl !== undefined && !isLocalHost(new URL(publicUrl).hostname);
}

/** Where the port can be asked from here: a wildcard is asked at each address of its family. */
export function askable(bound: readonly MediaEndpoint[], interfaces: Interfaces): MediaEndpoint[] {
  const here = usableAddresses(interfaces);
  return bound.flatMap(endpoint => {
    if (endpoint.address !== '0.0.0.0' && endpoint.address !== '::') return [endpoint];
    const v6 = endpoint.address === '::';
    return here.filter(address => isIPv6(address) === v6).map(address => ({ ...endpoint, address }));
  });
}

const mostTargets = 3;

/** UDP endpoints of the SFU that a relay may reach, of one family, because a relay is: IPv4 before IPv6, public ones first. */
export function relayTargets({ offered }: MediaDoor): MediaEndpoint[] {
  const udp = offered.filter(({ protocol }) => protocol === 'udp');
  const v4 = udp.filter(({ address }) => !isIPv6(address));
  const ofFamily = v4.length > 0 ? v4 : udp;
  const rank = ({ address }: MediaEndpoint) => (isPublicAddress(address) ? 0 : 1);
  return ofFamily.toSorted((one, other) => rank(one) - rank(other)).slice(0, mostTargets);
}

export function written({ address, port }: Endpoint): string {
  return isIPv6(address) ? `[${address}]:${port}` : `${address}:${port}`;
}
