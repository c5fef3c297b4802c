/**
 * The server under test: the one at PLENUM_URL, or, when that is not set, one that is started for this run and ended after it.
 * Knows how to start a process, and nothing of the protocol.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    plenumUrl: string;
  }
}

const repository = fileURLToPath(new URL('../../..', import.meta.url));
const startDeadlineMs = 60_000;
const stopDeadlineMs = 10_000;

export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const given = process.env.PLENUM_URL;
  if (given) {
    project.provide('plenumUrl', given.replace(/\/$/, ''));
    return undefined;
  }
  const server = spawn(process.execPath, ['server/main.ts'], {
    cwd: repository,
    env: {
      ...process.env,
      ...(await freePorts()),
      LISTEN_ADDRESS: '127.0.0.1',
      WORKERS: '1',
      LOG_LEVEL: 'warn',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  project.provide('plenumUrl', await printedUrl(server));
  return () => stop(server);
}

async function freePorts(): Promise<{ PORT: string; MEDIA_PORT: string }> {
  const tcp = createServer().listen(0, '127.0.0.1');
  const udp = createSocket('udp4').bind(0, '127.0.0.1');
  await Promise.all([once(tcp, 'listening'), once(udp, 'listening')]);
  const address = tcp.address();
  const ports = {
    PORT: String(address !== null && typeof address === 'object' ? address.port : 0),
    MEDIA_PORT: String(udp.address().port),
  };
  tcp.close();
  udp.close();
  await Promise.all([once(tcp, 'close'), once(udp, 'close')]);
  return ports;
}

/** The address in the line that the server prints when it is ready. */
async function printedUrl(server: ChildProcess): Promise<string> {
  let output = '';
  const ready = new Promise<string>((resolve, reject) => {
    server.stdout?.on('data', chunk => {
      output += chunk;
      const url = /Plenum is ready: (https?:\/\/[^\s/]+)/.exec(output)?.[1];
      if (url) resolve(url);
    });
    server.once('exit', code => reject(new Error(`the server ended with code ${code}:\n${output}`)));
    AbortSignal.timeout(startDeadlineMs).addEventListener('abort', () => {
      server.kill('SIGKILL');
      reject(new Error(`the server was not ready within ${startDeadlineMs} ms:\n${output}`));
    });
  });
  return ready;
}

async function stop(server: ChildProcess): Promise<void> {
  const exited = once(server, 'exit');
  server.kill('SIGTERM');
  const hung = setTimeout(() => server.kill('SIGKILL'), stopDeadlineMs);
  const [code, signal] = await exited;
  clearTimeout(hung);
  if (code !== 0)
    throw new Error(`after SIGTERM the server ended with ${signal ?? `code ${code}`} instead of code 0`);
}
