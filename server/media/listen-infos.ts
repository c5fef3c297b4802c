/**
 * Which addresses the media ports are bound to and offered as. A pure function of the settings and of the machine's
 * interfaces; knows nothing of workers.
 */
import { isIPv4, isIPv6 } from 'node:net';
import type { NetworkInterfaceInfo } from 'node:os';
import type { TransportListenInfo } from 'mediasoup/types';

export interface AddressSettings {
  /** Address to bind, or undefined. `0.0.0.0` and `::` stand for every interface. */
  listenAddress: string | undefined;
  /** Address or host name that clients are told to send to, or undefined. */
  announcedAddress: string | undefined;
}

type Interfaces = Record<string, NetworkInterfaceInfo[] | undefined>;

/**
 * One UDP and one TCP entry for each address. With an announced address, the bound address is offered as that; without,
 * each interface address is bound and offered as itself, so that a start on a laptop or a LAN needs no settings. Loopback
 * is offered only by a machine that has nothing else, link-local addresses never.
 */
export function listenInfos(
  settings: AddressSettings,
  port: number,
  interfaces: Interfaces,
): TransportListenInfo[] {
  const addresses = boundAddresses(settings, interfaces);
  const announced =
    settings.announcedAddress === undefined ? {} : { announcedAddress: settings.announcedAddress };
  return (['udp', 'tcp'] as const).flatMap(protocol =>
    addresses.map(ip => ({ protocol, ip, port, ...announced, ...socketBuffers })),
  );
}

// The default UDP receive buffer loses packets when many publishers send in the same instant; the kernel caps this at net.core.rmem_max.
const socketBuffers = { recvBufferSize: 4_000_000, sendBufferSize: 4_000_000 };

function boundAddresses(
  { listenAddress, announcedAddress }: AddressSettings,
  interfaces: Interfaces,
): string[] {
  if (announcedAddress !== undefined) return [listenAddress ?? (isIPv6(announcedAddress) ? '::' : '0.0.0.0')];
  if (listenAddress === '0.0.0.0') return interfaceAddresses(interfaces).filter(isIPv4);
  if (listenAddress === undefined || listenAddress === '::') return interfaceAddresses(interfaces);
  return [listenAddress];
}

function interfaceAddresses(interfaces: Interfaces): string[] {
  const all = Object.values(interfaces).flatMap(list => list ?? []);
  const usable = all.filter(({ internal, address }) => !internal && !address.startsWith('fe80:'));
  return (usable.length > 0 ? usable : all.filter(({ internal }) => internal)).map(({ address }) => address);
}
