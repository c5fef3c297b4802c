/** Whether the addresses that clients are told are such that clients could reach them at all. Sends nothing to them. */
import { isIP, isIPv6 } from 'node:net';
import { isDestination, isLoopbackAddress, isPublicAddress } from '../../lib/addresses.ts';
import { usableAddresses } from '../../lib/interfaces.ts';
import { addressAdvice } from '../../media/address-advice.ts';
import type { Finding } from '../../protocol/doctor.ts';
import { reasonOf, reporterOf } from '../findings.ts';
import type { Machine, Opened } from '../patient.ts';
import { addressesOf, isForInternet, isForThisMachine, isOwn } from './own-addresses.ts';

const report = reporterOf('announced-address');

interface Announced {
  readonly subject: string;
  readonly addresses: readonly string[];
}

export async function checkAnnounced(patient: Opened): Promise<Finding[]> {
  const { settings, machine } = patient;
  const found: Finding[] = [];
  const announced: Announced[] = [];
  for (const subject of settings.announcedAddresses) {
    try {
      announced.push({ subject, addresses: await addressesOf(subject) });
    } catch (error) {
      const remedy = `Give ${subject} an A or AAAA record (or a line in /etc/hosts), or set ANNOUNCED_ADDRESS to an IP address.`;
      found.push(report.error(subject, `The name cannot be looked up: ${reasonOf(error)}.`, remedy));
    }
  }
  found.push(
    ...announced.flatMap(each => each.addresses.map(address => aboutAddress(each.subject, address, patient))),
  );
  const all = announced.flatMap(({ addresses }) => addresses);
  const offered = all.length > 0 ? all : usableAddresses(machine.interfaces);
  found.push(...aboutContainers(patient, all), ...aboutInternet(patient, offered));
  return found.length > 0 ? found : [nothingAnnounced(offered)];
}

function nothingAnnounced(offered: readonly string[]): Finding {
  const subject = offered.join(', ') || 'no address';
  return report.ok(subject, 'Clients are told the addresses of this machine.');
}

function aboutAddress(subject: string, address: string, patient: Opened): Finding {
  const { interfaces } = patient.machine;
  const named = isIP(subject) === 0 ? `${subject} (${address})` : address;
  if (!isDestination(address)) {
    const remedy = 'Set ANNOUNCED_ADDRESS to an address that other machines can send to.';
    return report.error(named, 'Nobody can send to this address: it is kept for other uses.', remedy);
  }
  if (isLoopbackAddress(address) && isForThisMachine(patient))
    return report.ok(named, 'It is for clients on this machine only, as is all else.');
  if (isOwn(address, interfaces)) return report.ok(named, 'The announced address is one of this machine.');
  if (isIPv6(address)) return notOwnV6(named, interfaces);
  return report.ok(
    named,
    'The announced address is not of this machine: a router, a cloud or a container engine must pass on what comes there.',
  );
}

/** IPv6 is hardly ever translated. */
function notOwnV6(named: string, interfaces: Machine['interfaces']): Finding {
  const own = usableAddresses(interfaces).filter(isIPv6);
  return report.warning(
    named,
    own.length === 0
      ? 'An IPv6 address is announced, and this machine has none: nobody gets media by it.'
      : 'This IPv6 address is not of this machine, and IPv6 is seldom translated.',
    own.length === 0
      ? 'Take the IPv6 address out of ANNOUNCED_ADDRESS, or give this machine IPv6 (for Docker: network_mode: host).'
      : `Set ANNOUNCED_ADDRESS to one that it has, such as ${own[0]}.`,
  );
}

/** For people on the Internet such an address is a dead end for certain; for one who tries things on one machine it is not. */
function aboutContainers(patient: Opened, announced: readonly string[]): Finding[] {
  const { settings, machine } = patient;
  const { interfaces, inContainer } = machine;
  if (isForThisMachine(patient) && announced.some(isLoopbackAddress)) return [];
  const advice = addressAdvice({ interfaces, announced, inContainer });
  if (!advice) return [];
  const subject = announced.join(', ') || usableAddresses(interfaces).join(', ');
  const certain = settings.publicUrl !== undefined || announced.length > 0;
  return [report[certain ? 'error' : 'warning'](subject, advice.sentence, advice.remedy)];
}

function aboutInternet({ settings }: Opened, offered: readonly string[]): Finding[] {
  if (!isForInternet(settings) || offered.length === 0 || offered.some(isPublicAddress)) return [];
  return [
    report.error(
      offered.join(', '),
      `People find this server at ${settings.publicUrl}, but are told to send media to an address that only exists in a local network.`,
      'Set ANNOUNCED_ADDRESS to the public address of this server, or to a name that stands for it; ANNOUNCE_INTERNAL=yes keeps the local one beside it.',
    ),
  ];
}
