/** Whether the kernel lets the media ports have the buffers that the workers ask for: less loses packets when many send at once. */
import { readFile } from 'node:fs/promises';
import type { Finding } from '../../protocol/doctor.ts';
import { reporterOf } from '../findings.ts';
import type { Opened } from '../patient.ts';

const report = reporterOf('udp-buffers');
/** As `recvBufferSize` in media/listen-infos.ts. */
const wanted = 4_000_000; // bytes
const names = ['net.core.rmem_max', 'net.core.wmem_max'];

export async function checkBuffers({ machine }: Opened): Promise<Finding[]> {
  return Promise.all(names.map(name => checkOne(name, machine)));
}

async function checkOne(name: string, { root, inContainer }: Opened['machine']): Promise<Finding> {
  const path = `${root}/proc/sys/${name.replaceAll('.', '/')}`;
  const value = Number(await readFile(path, 'utf8').catch(() => Number.NaN));
  if (Number.isNaN(value)) return report.skipped(name, 'The kernel does not show it here.');
  if (value >= wanted) return report.ok(name, `It is ${value} bytes.`);
  const where = inContainer ? ' on the host' : '';
  return report.warning(
    name,
    `It is ${value} bytes, of the ${wanted} that the media ports ask for: packets are lost when many people send in the same instant.`,
    `Run${where}, as root: sysctl -w ${name}=4194304; echo ${name}=4194304 > /etc/sysctl.d/60-plenum-${name.split('.').at(-1)}.conf`,
  );
}
