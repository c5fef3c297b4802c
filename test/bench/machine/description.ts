/** This machine, in words, for whoever reads a figure. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, release, totalmem, type } from 'node:os';
import { version } from 'mediasoup';

export function machineInWords(workerBin: string): string {
  const [processor] = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  return [
    `${availableParallelism()} cores (${processor?.model.trim() ?? 'unknown'})`,
    `${memory} GiB`,
    distribution(),
    `${type()} ${release()}`,
    `Node ${process.version}`,
    workerInWords(workerBin),
  ].join(', ');
}

function distribution(): string {
  try {
    return /^PRETTY_NAME="(.*)"$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? 'unknown system';
  } catch {
    return 'unknown system';
  }
}

/** Its hash tells apart workers of one version that were built in different ways. */
function workerInWords(workerBin: string): string {
  const hash = createHash('sha256').update(readFileSync(workerBin)).digest('hex');
  return `mediasoup ${version} (worker ${hash.slice(0, 10)})`;
}
