/** What a server has logged, as facts that rows ask for. Reads its output only. */
import type { ServerProcess } from '../../support/server-process.ts';

export interface LogLine {
  readonly level: number;
  /** Milliseconds, Date.now(). */
  readonly time: number;
  readonly msg: string;
  readonly pid?: number;
  readonly port?: number;
}

export function logOf(server: ServerProcess): LogLine[] {
  return server
    .output()
    .split('\n')
    .filter(line => line.startsWith('{'))
    .map((line): LogLine => JSON.parse(line));
}

/** Every worker that it has started, the latest last. */
export function workersOf(server: ServerProcess): { pid: number; port: number }[] {
  return logOf(server)
    .filter(({ msg }) => msg === 'worker started')
    .map(({ pid = 0, port = 0 }) => ({ pid, port }));
}

/** The living worker behind a media port. */
export function workerAt(server: ServerProcess, port: number | undefined): number {
  const worker = workersOf(server).findLast(each => each.port === port);
  if (!worker) throw new Error(`no worker has the media port ${port}`);
  return worker.pid;
}
