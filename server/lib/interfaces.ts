/**
 * The addresses of this machine's network interfaces, in the shape that `node:os` lists them in. Pure: the list is handed in.
 */
import type { NetworkInterfaceInfo } from 'node:os';

export type Interfaces = Readonly<Record<string, readonly NetworkInterfaceInfo[] | undefined>>;

/**
 * Addresses that somebody could send to: no link-local ones, which mean nothing without an interface, and loopback only of a machine
 * that has nothing else.
 */
export function usableAddresses(interfaces: Interfaces): string[] {
  const all = Object.values(interfaces).flatMap(list => list ?? []);
  const outer = all.filter(({ internal, address }) => !internal && !address.startsWith('fe80:'));
  return (outer.length > 0 ? outer : all.filter(({ internal }) => internal)).map(({ address }) => address);
}

/** Whether IPv6 is switched on at all: then at least the loopback interface has an address of it. */
export function hasIPv6(interfaces: Interfaces): boolean {
  return Object.values(interfaces).some(list => list?.some(({ address }) => address.includes(':')));
}

/** Whether any interface has it, loopback included. */
export function hasAddress(interfaces: Interfaces, address: string): boolean {
  return Object.values(interfaces).some(list => list?.some(each => each.address === address));
}
