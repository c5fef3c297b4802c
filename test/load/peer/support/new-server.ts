/** A server with one worker for a test of load peers, gone when the test has ended. */
import { onTestFinished } from 'vitest';
import { type ServerProcess, startServer } from '../../../support/server-process.ts';

export async function newServer(settings: Record<string, string> = {}): Promise<ServerProcess> {
  const server = await startServer({ WORKERS: '1', ...settings });
  onTestFinished(() => server.kill());
  return server;
}
