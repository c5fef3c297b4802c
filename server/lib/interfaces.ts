/**
 * The addresses of this machine's network interfaces, in the shape that `node:os` lists them in. Pure: the list is handed in.
 */
import type { NetworkInterfaceInfo } from 'node:os';

export type Interfaces = Readonly<Record<string, readonly NetworkInterfaceInfo[] | undefined>>;

// Networks between a machine and its own containers or virtual machines: nobody else is on them.
const bridges = /^(docker\d+|br-[\da-f]{12}|veth[\da-z]*|virbr\d+|cni\d+|podman\d+|lxcbr\d+|lxdbr\d+)$/;

/** Whether an interface, by its name, is the host's side of a network of containers. */
export function isBridge(name: string): boolean {
  return bridges.test(name);
}

/**
 * Addresses that somebody could send to: no link-local ones, which mean nothing without an interface, and loopback only of a machine
 * that has nothing else.
 */
export function usableAddresses(interfaces: Interfaces): string[] {
  const all = Object.values(interfaces).flatMap(list => list ?? []);
  const outer = all.filter(isOuter);
  return (outer.length > 0 ? outer : all.filter(({ internal }) => internal)).map(({ address }) => address);
}

/** Those of them that other machines may reach: without bridges, unless there is nothing else. */
export function outwardAddresses(interfaces: Interfaces): string[] {
  const open = Object.entries(interfaces).filter(([name]) => !isBridge(name));
  const some = usableAddresses(Object.fromEntries(open.filter(([, list]) => list?.some(isOuter))));
  return some.length > 0 ? some : usableAddresses(interfaces);
}

function isOuter({ internal, address }: NetworkInterfaceInfo): boolean {
  return !internal && !address.startsWith('fe80:');
}

/** Whether others can reach it by IPv6 and by nothing else. */
export function hasIPv6Alone(interfaces: Interfaces): boolean {
  const outer = Object.values(interfaces).flatMap(list => list?.filter(({ internal }) => !internal) ?? []);
  return outer.length > 0 && outer.every(({ address }) => address.includes(':'));
}

/** Whether IPv6 is switched on at all: then at least the loopback interface has an address of it. */
export function hasIPv6(interfaces: Interfaces): boolean {
  return Object.values(interfaces).some(list => list?.some(({ address }) => address.includes(':')));
}

/** Whether any interface has it, loopback included. */
export function hasAddress(interfaces: Interfaces, address: string): boolean {
  return Object.values(interfaces).some(list => list?.some(each => each.address === address));
}
