/**
 * What is probably wrong with the addresses that clients are told to send media to, in words. A guess from what this machine knows
 * of itself: pure, asks nobody.
 */
import ipaddr from 'ipaddr.js';
import { isLoopbackAddress, isPublicAddress } from '../lib/addresses.ts';
import { type Interfaces, isBridge, outwardAddresses } from '../lib/interfaces.ts';

export interface AddressFacts {
  interfaces: Interfaces;
  /** IP addresses, names already looked up; empty: the bound ones are offered. */
  announced: readonly string[];
  inContainer: boolean;
}

export interface AddressAdvice {
  sentence: string;
  remedy: string;
}

interface OwnAddress {
  name: string;
  address: string;
  cidr: string | null;
}

const remedy =
  'Set ANNOUNCED_ADDRESS to an address, or a name, under which clients reach this server, and publish the media ports, UDP and TCP.';

/** Undefined: nothing looks wrong, which does not say that all is right. */
export function addressAdvice(facts: AddressFacts): AddressAdvice | undefined {
  return bridgeAdvice(facts) ?? loopbackAdvice(facts);
}

/** Addresses of a container engine's own network exist on its host only. */
function bridgeAdvice({ interfaces, announced, inContainer }: AddressFacts): AddressAdvice | undefined {
  const own = outerAddresses(interfaces);
  const usable = new Set(outwardAddresses(interfaces));
  const offered =
    announced.length === 0
      ? own.filter(({ address }) => usable.has(address))
      : own.filter(({ address }) => announced.some(same => same === address));
  if (offered.length === 0 || offered.length < announced.length) return undefined;
  if (!offered.every(each => isOfBridge(each, inContainer))) return undefined;
  const list = offered.map(({ address }) => address).join(', ');
  return {
    sentence: `Clients are told to send media to ${list}: an address inside of a container network, which nobody outside of its host can reach.`,
    remedy,
  };
}

/** A host's own name often stands for 127.0.1.1 in its /etc/hosts. */
function loopbackAdvice({ interfaces, announced }: AddressFacts): AddressAdvice | undefined {
  const reachable = outerAddresses(interfaces);
  if (announced.length === 0 || reachable.length === 0 || !announced.every(isLoopbackAddress))
    return undefined;
  return {
    sentence: `Clients are told to send media to ${announced.join(', ')}: to themselves, unless they run on this machine.`,
    remedy,
  };
}

function outerAddresses(interfaces: Interfaces): OwnAddress[] {
  return Object.entries(interfaces).flatMap(([name, list = []]) =>
    list
      .filter(({ internal, address }) => !internal && !address.startsWith('fe80:'))
      .map(({ address, cidr }) => ({ name, address, cidr })),
  );
}

// What Docker gives to its networks (`default-address-pools`): 172.17 to 172.31 first, each a /16, then 192.168 in parts of /20.
const dockerPool = ipaddr.IPv4.parseCIDR('172.16.0.0/12');
const privatePools = ['10.0.0.0/8', '172.16.0.0/12'].map(pool => ipaddr.IPv4.parseCIDR(pool));

/**
 * With a container's word for it, every private address on an interface as engines name them in a container; but in 192.168 only the
 * size that Docker gives, for a container that shares its host's network is often in a home or an office. Without, only what is
 * Docker's beyond doubt.
 */
function isOfBridge({ name, address, cidr }: OwnAddress, inContainer: boolean): boolean {
  if (isBridge(name)) return true;
  if (!/^(eth|tap|net)\d+$/.test(name) || isPublicAddress(address)) return false;
  const parsed = ipaddr.process(address);
  if (!(parsed instanceof ipaddr.IPv4)) return inContainer && parsed.range() === 'uniqueLocal';
  if (!inContainer)
    return parsed.match(dockerPool) && parsed.octets[1] !== 16 && (cidr ?? '').endsWith('/16');
  return privatePools.some(pool => parsed.match(pool)) || (cidr ?? '').endsWith('/20');
}
