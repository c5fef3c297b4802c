/**
 * Whether the addresses that clients are told lead back to the media ports, as far as that can be known from inside: a NAT that does not
 * let its own network in by its outer address (hairpin) says nothing about others.
 */
import { binding } from '../../lib/stun/binding.ts';
import { StunError } from '../../lib/stun/stun-error.ts';
import type { Finding } from '../../protocol/doctor.ts';
import { reporterOf } from '../findings.ts';
import type { MediaDoor, MediaEndpoint, Opened } from '../patient.ts';
import { fromOutside } from './inside-container.ts';
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
  if (outside.length > 0) {
    const asked = await Promise.all(outside.map(({ door, endpoint }) => ask(door, endpoint)));
    return asked.map(answer => judge(answer, asked, { machine, settings }));
  }
  const subject = settings.announcedAddresses.join(', ') || 'the bound addresses';
  if (doors.length === 0) return [report.skipped(subject, 'There is no media port to ask.')];
  return [report.ok(subject, 'Clients are told addresses of this machine itself.')];
}

interface Answer {
  readonly endpoint: MediaEndpoint;
  /** Undefined: the media port answered. */
  readonly failure: unknown;
}

async function ask({ ice }: MediaDoor, endpoint: MediaEndpoint): Promise<Answer> {
  const { protocol, address, port } = endpoint;
  try {
    await binding({ transport: protocol, host: address, port, framing: 'ice' }, { timeout, ice });
    return { endpoint, failure: undefined };
  } catch (error) {
    return { endpoint, failure: error };
  }
}

function judge(
  { endpoint, failure }: Answer,
  all: readonly Answer[],
  { machine, settings }: Pick<Opened, 'machine' | 'settings'>,
): Finding {
  const { protocol, address, port } = endpoint;
  const subject = `${protocol} ${written(endpoint)}`;
  if (failure === undefined) return report.ok(subject, 'The announced address leads to the media port.');
  const isPublished = all.some(
    other =>
      other.failure === undefined && other.endpoint.address === address && other.endpoint.port === port,
  );
  const isSilent = failure instanceof StunError && failure.failure === 'timeout';
  if (machine.inContainer && protocol === 'udp' && isSilent && isPublished) {
    return report.skipped(
      subject,
      `TCP to this address leads to the media port. UDP from a container to a port that its own host publishes gets no answer, so it cannot be judged. Try it: ${fromOutside(settings)}.`,
    );
  }
  return report.warning(
    subject,
    `From here the announced address ${clauseOf(failure)}. Where a router or a cloud does not send back what comes from inside, that must be so; otherwise nobody gets media.`,
    `Open /check of this server from a network outside. If it fails there, forward ${protocol.toUpperCase()} port ${port} to this machine, under the same number, or correct ANNOUNCED_ADDRESS.`,
  );
}
