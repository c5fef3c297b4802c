/**
 * Whether the clock can be right: credentials and certificates depend on it. Nobody else is asked what time it is, so how wrong it is
 * cannot be known, only whether somebody keeps it right.
 */
import { access, stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Finding } from '../../protocol/doctor.ts';
import { reporterOf } from '../findings.ts';
import type { Opened } from '../patient.ts';

const report = reporterOf('clock');
const remedy = 'Have the clock set by the network: timedatectl set-ntp true';
/** Left by systemd-timesyncd once it has set the clock; by chrony and ntpd while they run. */
const keepers = [
  'run/systemd/timesync/synchronized',
  'run/chrony/chronyd.pid',
  'run/chronyd.pid',
  'run/ntpd.pid',
  'run/ntpsec/ntpd.pid',
];
const day = 86_400_000; // ms

export async function checkClock({ machine }: Opened, now = Date.now()): Promise<Finding[]> {
  const subject = new Date(now).toISOString();
  const { mtimeMs } = await stat(fileURLToPath(import.meta.url));
  if (mtimeMs > now + day) {
    return [
      report.error(subject, 'The clock is behind: this program was installed after that time.', remedy),
    ];
  }
  if (await anyOf(keepers.map(path => `${machine.root}/${path}`))) {
    return [report.ok(subject, 'A time service keeps the clock right.')];
  }
  if (machine.inContainer) {
    return [
      report.skipped(
        subject,
        'A container has the clock of its host, and cannot see whether it is kept right.',
      ),
    ];
  }
  return [
    report.skipped(
      subject,
      'No time service that is known here was found. If the clock is wrong, TURN refuses credentials, and certificates seem to have expired.',
    ),
  ];
}

async function anyOf(paths: readonly string[]): Promise<boolean> {
  const found = await Promise.allSettled(paths.map(path => access(path)));
  return found.some(({ status }) => status === 'fulfilled');
}
