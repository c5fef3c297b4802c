/** The network interfaces of a machine that does not exist, as `node:os` would list them. */
import type { NetworkInterfaceInfo } from 'node:os';

/** `interfaces`: addresses in CIDR form, by interface; those of `lo` are loopback. */
export function machine(
  interfaces: Record<string, readonly string[]>,
): Record<string, NetworkInterfaceInfo[]> {
  const entries = Object.entries(interfaces);
  return Object.fromEntries(
    entries.map(([name, list]) => [name, list.map(cidr => interfaceInfo(cidr, name === 'lo'))]),
  );
}

function interfaceInfo(cidr: string, internal: boolean): NetworkInterfaceInfo {
  const [address = ''] = cidr.split('/');
  const rest = { address, netmask: '', mac: '', internal, cidr };
  return address.includes(':') ? { ...rest, family: 'IPv6', scopeid: 0 } : { ...rest, family: 'IPv4' };
}

export const loopback = ['127.0.0.1/8', '::1/128'];

export const laptop = machine({
  lo: loopback,
  wlan0: ['192.168.1.5/24', '2001:db8::5/64', 'fe80::1/64'],
  docker0: ['172.17.0.1/16'],
});
