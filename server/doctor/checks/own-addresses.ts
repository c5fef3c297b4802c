/** Questions about addresses and names that several checks ask. */
import { lookup } from 'node:dns/promises';
import { isIP, isIPv6 } from 'node:net';
import { canonicalAddress, isLocalHost, isLoopbackHost, isPublicAddress } from '../../lib/addresses.ts';
import { type Interfaces, usableAddresses } from '../../lib/interfaces.ts';
import type { Endpoint } from '../../lib/stun/attributes.ts';
import type { ExaminedSettings, MediaDoor, MediaEndpoint, Opened } from '../patient.ts';

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

/** Whether nobody is to come in but from this machine. */
export function isForThisMachine({
  settings: { publicUrl },
  web,
}: Pick<Opened, 'settings' | 'web'>): boolean {
  return isLoopbackHost(publicUrl === undefined ? web.host : new URL(publicUrl).hostname);
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

/** UDP endpoints of the SFU that a relay may reach, by family, because a relay is of one: IPv4 before IPv6, public ones first. */
export function relayTargets({ offered }: MediaDoor): MediaEndpoint[][] {
  const rank = ({ address }: MediaEndpoint) => (isPublicAddress(address) ? 0 : 1);
  const udp = offered
    .filter(({ protocol }) => protocol === 'udp')
    .toSorted((one, other) => rank(one) - rank(other));
  const ofFamily = (v6: boolean) => udp.filter(({ address }) => isIPv6(address) === v6);
  return [ofFamily(false), ofFamily(true)].filter(targets => targets.length > 0);
}

export function written({ address, port }: Endpoint): string {
  return isIPv6(address) ? `[${address}]:${port}` : `${address}:${port}`;
}
