/**
 * The server under test: the one at PLENUM_URL, or, when that is not set, one that is started for this run and ended after it.
 * Knows nothing of the protocol.
 */
import type { TestProject } from 'vitest/node';
import { startServer } from '../../support/server-process.ts';

declare module 'vitest' {
  interface ProvidedContext {
    plenumUrl: string;
  }
}

export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const given = process.env.PLENUM_URL;
  if (given) {
    project.provide('plenumUrl', given.replace(/\/$/, ''));
    return undefined;
  }
  const server = await startServer({ WORKERS: '1', LOG_LEVEL: 'warn' });
  project.provide('plenumUrl', server.url);
  return async () => {
    const code = await server.stop();
    if (code !== 0)
      throw new Error(`after SIGTERM the server ended with ${code}, not 0:\n${server.output()}`);
  };
}
