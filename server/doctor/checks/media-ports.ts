/** Whether each worker's media port answers STUN, by UDP and by TCP, at each address that it is bound to. */
import { binding } from '../../lib/stun/binding.ts';
import type { Finding } from '../../protocol/doctor.ts';
import { reasonOf, reporterOf } from '../findings.ts';
import { type MediaDoor, type MediaEndpoint, NotExamined, type Opened } from '../patient.ts';
import { askable, written } from './own-addresses.ts';
import { clauseOf } from './stun-remedy.ts';

const report = reporterOf('media-port');
const timeout = 3_000; // ms

export async function checkMediaPorts({ doors: opening, machine, settings }: Opened): Promise<Finding[]> {
  const { mediaPort, workers } = settings;
  let doors: readonly MediaDoor[];
  try {
    doors = await opening;
  } catch (error) {
    const subject = portsOf(mediaPort, workers);
    if (error instanceof NotExamined) return [report.skipped(subject, error.message)];
    const remedy =
      'Start the server again and look at its first lines. MEDIA_PORT and LISTEN_ADDRESS decide what it opens; MEDIASOUP_WORKER_BIN, where it is set, must be a mediasoup-worker that works.';
    const reason = reasonOf(error).replace(/\.$/, '');
    return [report.error(subject, `The media ports could not be opened: ${reason}.`, remedy)];
  }
  const asked = doors.flatMap(door =>
    askable(door.bound, machine.interfaces).map(endpoint => ask(door, endpoint)),
  );
  return [...missing(doors, settings), ...(await Promise.all(asked))];
}

async function ask({ ice }: MediaDoor, endpoint: MediaEndpoint): Promise<Finding> {
  const { protocol, address, port } = endpoint;
  const subject = `${protocol} ${written(endpoint)}`;
  try {
    const target = { transport: protocol, host: address, port, framing: 'ice' } as const;
    const { roundTripMs } = await binding(target, { timeout, ice });
    return report.ok(subject, `The media port answers, in ${roundTripMs.toFixed(1)} ms.`);
  } catch (error) {
    const remedy = `Allow ${protocol.toUpperCase()} to port ${port} in the firewall of this machine, for example: nft add rule inet filter input ${protocol} dport ${port} accept`;
    return report.error(subject, `The media port ${clauseOf(error)}.`, remedy);
  }
}

/** A worker that is being replaced has no door, nor one that a running server did not happen to choose. */
function missing(doors: readonly MediaDoor[], { mediaPort, workers }: Opened['settings']): Finding[] {
  const open = new Set(doors.flatMap(({ bound }) => bound.map(({ port }) => port)));
  const all = Array.from({ length: workers }, (_, index) => mediaPort + index);
  return all
    .filter(port => !open.has(port))
    .map(port =>
      report.skipped(`port ${port}`, 'No worker was found behind it: it may be starting, or busy.'),
    );
}

function portsOf(first: number, count: number): string {
  return count === 1 ? `port ${first}` : `ports ${first} to ${first + count - 1}`;
}
