/**
 * Which addresses the media ports are bound to. A pure function of the settings and of the machine's interfaces; what clients are
 * told is another matter (offered-candidates.ts).
 */
import { isIP, isIPv4, isIPv6 } from 'node:net';
import type { TransportListenInfo } from 'mediasoup/types';
import { canonicalAddress } from '../lib/addresses.ts';
import {
  hasAddress,
  hasIPv6,
  type Interfaces,
  outwardAddresses,
  usableAddresses,
} from '../lib/interfaces.ts';

export interface AddressSettings {
  /** Address to bind, or undefined. `0.0.0.0` and `::` stand for every interface. */
  listenAddress: string | undefined;
  /** IP addresses and host names that clients are told to send to; empty: the bound ones. */
  announcedAddresses: readonly string[];
  /** The bound addresses are offered beside the announced ones. */
  announceInternal: boolean;
}

/** One UDP and one TCP entry for each address. */
export function listenInfos(
  settings: AddressSettings,
  port: number,
  interfaces: Interfaces,
): TransportListenInfo[] {
  const addresses = boundAddresses(settings, interfaces);
  return (['udp', 'tcp'] as const).flatMap(protocol =>
    addresses.map(ip => ({ protocol, ip, port, ...flagsOf(ip), ...socketBuffers })),
  );
}

/** Whether a media port can be bound to something that carries this address: of a family that is switched on, and listened to. */
export function isBindable(address: string, { listenAddress }: AddressSettings, interfaces: Interfaces) {
  if (!isWildcard(listenAddress) || listenAddress === '0.0.0.0')
    return isIPv6(address) === isIPv6(listenAddress ?? '');
  return isIPv4(address) || hasIPv6(interfaces);
}

// The default UDP receive buffer loses packets when many publishers send in the same instant; the kernel caps this at net.core.rmem_max.
const socketBuffers = { recvBufferSize: 4_000_000, sendBufferSize: 4_000_000 };

/** Without it `::` takes IPv4 as well, and 0.0.0.0 beside it is in use. */
function flagsOf(ip: string): { flags?: { ipv6Only: true } } {
  return ip === '::' ? { flags: { ipv6Only: true } } : {};
}

function boundAddresses(settings: AddressSettings, interfaces: Interfaces): string[] {
  const { listenAddress, announcedAddresses } = settings;
  if (!isWildcard(listenAddress)) return [listenAddress];
  const families = listenAddress === '0.0.0.0' || !hasIPv6(interfaces) ? [v4] : [v4, v6];
  const own = listenAddress === undefined ? outwardAddresses(interfaces) : usableAddresses(interfaces);
  const bound = families.flatMap(family =>
    announcedAddresses.length === 0 ? own.filter(family.includes) : boundFor(family, settings, interfaces),
  );
  // With IPv6 announced on a machine without it, something in front must turn it into IPv4.
  return bound.length > 0 ? bound : [v4.wildcard];
}

interface Family {
  readonly wildcard: string;
  includes(address: string): boolean;
}

const v4: Family = { wildcard: '0.0.0.0', includes: isIPv4 };
const v6: Family = { wildcard: '::', includes: isIPv6 };

/**
 * One by one wherever clients reach more than one address: of a wildcard socket the system chooses from which address it answers, which
 * on a machine with several is often another one, and ICE takes no answer from there. Else a wildcard, which outlives a new address.
 */
function boundFor(family: Family, settings: AddressSettings, interfaces: Interfaces): string[] {
  const { announcedAddresses, announceInternal } = settings;
  const names = announcedAddresses.some(each => isIP(each) === 0); // either family, tomorrow if not today
  const announced = [...new Set(announcedAddresses.map(canonicalAddress).filter(family.includes))];
  if (announced.length === 0 && !names && !announceInternal) return [];
  const own = usableAddresses(interfaces).filter(family.includes);
  const here = announced.filter(address => hasAddress(interfaces, address));
  if (here.length > 0 && here.length === announced.length && !names && !announceInternal) return announced;
  const several = own.length > 1 && (announceInternal || announced.length > 1);
  return several ? [...new Set([...own, ...here])] : [family.wildcard];
}

function isWildcard(address: string | undefined): address is '0.0.0.0' | '::' | undefined {
  return address === undefined || address === '0.0.0.0' || address === '::';
}
