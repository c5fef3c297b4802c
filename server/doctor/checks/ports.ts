/** Whether the ports that the settings name are there to be had, and who has them otherwise. */

import { isBindable } from '../../lib/port-free.ts';
import { type PortHolder, portHolder } from '../../lib/port-holder.ts';
import type { Finding } from '../../protocol/doctor.ts';
import { reporterOf } from '../findings.ts';
import type { Opened } from '../patient.ts';

const report = reporterOf('port');

interface Wanted {
  readonly setting: string;
  readonly protocol: 'tcp' | 'udp';
  readonly port: number;
  readonly host: string;
}

/** A running server has its ports itself: who answers at them is looked at by others. */
export async function checkPorts(patient: Pick<Opened, 'settings' | 'machine' | 'web'>): Promise<Finding[]> {
  const { web } = patient;
  if (web.owner === 'this') return [report.ok(`tcp ${web.port}`, 'This server listens there.')];
  const wanted: Wanted[] = [
    { setting: 'PORT', protocol: 'tcp', port: web.port, host: web.host },
    ...mediaPorts(patient.settings),
  ];
  const found = (await Promise.all(wanted.map(each => checkOne(each, patient.machine.root)))).filter(
    each => each !== undefined,
  );
  if (found.length > 0) return found;
  return [report.ok(`tcp ${web.port} and the media ports`, 'They are free.')];
}

function mediaPorts({ mediaPort, workers }: Opened['settings']): Wanted[] {
  return Array.from({ length: workers }, (_, index) => mediaPort + index).flatMap(port =>
    (['udp', 'tcp'] as const).map(protocol => ({ setting: 'MEDIA_PORT', protocol, port, host: '0.0.0.0' })),
  );
}

async function checkOne(
  { setting, protocol, port, host }: Wanted,
  root: string,
): Promise<Finding | undefined> {
  const trouble = await isBindable(protocol, port, host);
  if (trouble === undefined) return undefined;
  const subject = `${protocol} ${port}`;
  if (trouble === 'EACCES') {
    return report.error(
      subject,
      `This user may not open port ${port}.`,
      `Set ${setting} to a port above 1023, or run: sysctl -w net.ipv4.ip_unprivileged_port_start=${port}`,
    );
  }
  if (trouble !== 'EADDRINUSE') {
    return report.error(
      subject,
      `Port ${port} cannot be opened at ${host} (${trouble}).`,
      'Set HOST to an address that this machine has.',
    );
  }
  const holder = await portHolder(protocol, port, root);
  return report.error(subject, `Port ${port} is taken by ${named(holder)}.`, remedyOf(setting, port, holder));
}

function named(holder: PortHolder | undefined): string {
  return holder ? `${holder.program} (process ${holder.pid})` : 'another program, of another user';
}

function remedyOf(setting: string, port: number, holder: PortHolder | undefined): string {
  const ending = holder ? `End it: kill ${holder.pid}` : `Find it, as root, by: ss -lntup 'sport = :${port}'`;
  return `${ending}; or set ${setting} to another port.`;
}
