/** A server with one worker for a test of load peers, gone when the test has ended. */
import { readFileSync } from 'node:fs';
import { onTestFinished } from 'vitest';
import { type ServerProcess, startServer } from '../../../support/server-process.ts';

export async function newServer(settings: Record<string, string> = {}): Promise<ServerProcess> {
  const server = await startServer({ WORKERS: '1', ...settings });
  onTestFinished(() => server.kill());
  return server;
}

/** Of its children the first, which are its workers. */
export function killWorkerOf({ process: { pid } }: ServerProcess): void {
  const [worker] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').map(Number);
  if (!worker) throw new Error('the server has no worker');
  process.kill(worker, 'SIGKILL');
}
