/** The machine: Node, processor cores, memory, the folder for what is made once. */
import { access, constants, mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Finding } from '../../protocol/doctor.ts';
import { reasonOf, reporterOf } from '../findings.ts';
import type { Opened } from '../patient.ts';

const report = reporterOf('machine');
const oldestNode = [24, 12] as const;
const MiB = 2 ** 20;
/** Measured: this process takes 150 MiB, a worker without anybody 30, and with some hundred streams 100. */
const ofProcess = 200 * MiB;
const ofWorker = 100 * MiB;

export async function checkMachine(patient: Opened): Promise<Finding[]> {
  return [aboutNode(patient), aboutCores(patient), aboutMemory(patient), await aboutCache(patient)];
}

function aboutNode({ machine: { nodeVersion } }: Opened): Finding {
  const [major = 0, minor = 0] = nodeVersion.replace(/^v/, '').split('.').map(Number);
  const subject = `Node ${nodeVersion}`;
  const [oldestMajor, oldestMinor] = oldestNode;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor))
    return report.ok(subject, 'It is new enough.');
  const remedy = 'Run `npm ci`, which brings a Node of its own, and start by `npm start`.';
  return report.error(subject, `Node ${oldestNode.join('.')} or newer is needed.`, remedy);
}

function aboutCores({ machine: { cores }, settings: { workers } }: Opened): Finding {
  const subject = `${workers} workers, ${cores} cores`;
  if (workers <= cores) return report.ok(subject, 'Each worker can have a processor core.');
  return report.warning(
    subject,
    'Workers share processor cores, which helps nobody.',
    `Set WORKERS=${cores}`,
  );
}

function aboutMemory({ machine: { memory }, settings: { workers } }: Opened): Finding {
  const needed = ofProcess + workers * ofWorker;
  const subject = `${Math.floor(memory / MiB)} MiB of memory`;
  if (memory >= needed) return report.ok(subject, `It is enough for ${workers} workers.`);
  const fitting = Math.max(1, Math.floor((memory - ofProcess) / ofWorker));
  return report.warning(
    subject,
    `${workers} workers with people in them may take ${Math.ceil(needed / MiB)} MiB.`,
    `Set WORKERS=${fitting}, or give this machine more memory.`,
  );
}

async function aboutCache({ cacheDir, workerBin, settings: { tls } }: Opened): Promise<Finding> {
  const keepsWorker = workerBin === undefined || workerBin.startsWith(cacheDir + path.sep);
  if (!keepsWorker && tls.kind !== 'self-signed')
    return report.skipped(cacheDir, 'Nothing has to be kept there: the worker is elsewhere.');
  try {
    await mkdir(cacheDir, { recursive: true });
    await access(cacheDir, constants.W_OK);
    return report.ok(cacheDir, 'The folder for what is made once can be written to.');
  } catch (error) {
    return report.warning(
      cacheDir,
      `Nothing can be kept in this folder, so a worker and a self-signed certificate would be made anew at each start: ${reasonOf(error)}.`,
      `Make it writable: install -d -o ${process.getuid?.() ?? 'USER'} ${cacheDir}; or set XDG_CACHE_HOME to another folder.`,
    );
  }
}
