/** Whether the server may have as many files and sockets open as a full room needs. */
import { readFile } from 'node:fs/promises';
import type { Finding } from '../../protocol/doctor.ts';
import { reporterOf } from '../findings.ts';
import type { Opened } from '../patient.ts';

const report = reporterOf('file-descriptors');
/** What a process has open without anybody in a call. */
const base = 256;
/** A worker has two connections of a peer that comes by TCP; this process has its WebSocket. */
const ofPeer = 2;

export async function checkDescriptors({ machine, settings }: Opened): Promise<Finding[]> {
  const { root, pid } = machine;
  const text = await readFile(`${root}/proc/${pid}/limits`, 'utf8').catch(() => '');
  const [, soft] = /^Max open files\s+(\d+|unlimited)/m.exec(text) ?? [];
  const subject = 'open files';
  if (soft === undefined) return [report.skipped(subject, 'How many there may be cannot be seen here.')];
  const limit = soft === 'unlimited' ? Number.POSITIVE_INFINITY : Number(soft);
  const needed = base + ofPeer * settings.edge.maxPeers;
  if (limit >= needed) return [report.ok(subject, `${soft} may be open; a full room needs up to ${needed}.`)];
  const sentence = `Only ${soft} may be open; a full room (MAX_PEERS ${settings.edge.maxPeers}) needs up to ${needed}.`;
  const remedy =
    'Raise the limit before the start: ulimit -n 65536; for systemd LimitNOFILE=65536; for Docker ulimits: nofile: 65536.';
  return [
    limit < 2 * base ? report.error(subject, sentence, remedy) : report.warning(subject, sentence, remedy),
  ];
}
