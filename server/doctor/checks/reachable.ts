/**
 * Whether the addresses that clients are told lead back to the media ports, as far as that can be known from inside: a NAT that does not
 * let its own network in by its outer address (hairpin) says nothing about others.
 */
import { binding } from '../../lib/stun/binding.ts';
import type { Finding } from '../../protocol/doctor.ts';
import { reporterOf } from '../findings.ts';
import type { MediaDoor, MediaEndpoint, Opened } from '../patient.ts';
import { isOwn, written } from './own-addresses.ts';
import { clauseOf } from './stun-remedy.ts';

const report = reporterOf('announced-reachable');
const timeout = 3_000; // ms

export async function checkReachable({ doors: opening, machine, settings }: Opened): Promise<Finding[]> {
  const doors = await opening.catch(() => []); // why is told by the media ports
  const outside = doors.flatMap(door =>
    door.offered
      .filter(({ address }) => !isOwn(address, machine.interfaces))
      .map(endpoint => ({ door, endpoint })),
  );
  if (outside.length > 0) return Promise.all(outside.map(({ door, endpoint }) => ask(door, endpoint)));
  const subject = settings.announcedAddresses.join(', ') || 'the bound addresses';
  if (doors.length === 0) return [report.skipped(subject, 'There is no media port to ask.')];
  return [report.ok(subject, 'Clients are told addresses of this machine itself.')];
}

async function ask({ ice }: MediaDoor, endpoint: MediaEndpoint): Promise<Finding> {
  const { protocol, address, port } = endpoint;
  const subject = `${protocol} ${written(endpoint)}`;
  try {
    await binding({ transport: protocol, host: address, port, framing: 'ice' }, { timeout, ice });
    return report.ok(subject, 'The announced address leads to the media port.');
  } catch (error) {
    return report.warning(
      subject,
      `From here the announced address ${clauseOf(error)}. Where a router or a cloud does not send back what comes from inside, that must be so; otherwise nobody gets media.`,
      `Open /check of this server from a network outside. If it fails there, forward ${protocol.toUpperCase()} port ${port} to this machine, under the same number, or correct ANNOUNCED_ADDRESS.`,
    );
  }
}
