/**
 * The server as its operator runs it: a process, known by the line that it prints and the code it exits with. For tests that
 * must not look inside. Imports nothing of the server.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { freeHttpPort, freeMediaPort } from './free-ports.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const startDeadline = 60_000; // ms
const stopDeadline = 10_000; // ms

export interface ServerProcess {
  readonly url: string;
  /** Settings with which another one starts at the same address, once this one has gone. */
  readonly address: Readonly<Record<'PORT' | 'MEDIA_PORT' | 'WORKERS', string>>;
  readonly process: ChildProcess;
  /** Everything it printed so far, both streams. */
  readonly output: () => string;
  /** Sends SIGTERM and resolves with the exit code; null when it had to be killed. */
  stop(): Promise<number | null>;
  /** SIGKILL. Resolves when the process is gone. */
  kill(): Promise<void>;
}

const commands = {
  node: [process.execPath, 'server/main.ts'],
  /** As a person does; in a process group of its own, as in a terminal. */
  npm: ['npm', 'start'],
  /** As `node`, in a process group of its own: what interrupts this process in a terminal does not reach it. */
  apart: [process.execPath, 'server/main.ts'],
} as const;

/**
 * Starts the server on free ports of 127.0.0.1 and resolves when it is ready. `within`: what a command begins with to run somewhere
 * else, such as in a network namespace.
 */
export async function startServer(
  settings: Record<string, string> = {},
  through: keyof typeof commands = 'node',
  within: readonly string[] = [],
): Promise<ServerProcess> {
  const workers = Number(settings.WORKERS ?? 2);
  const address = {
    PORT: settings.PORT ?? String(await freeHttpPort()),
    MEDIA_PORT: settings.MEDIA_PORT ?? String(await freeMediaPort(workers)),
    WORKERS: String(workers),
  };
  const env = {
    ...process.env,
    ...address,
    HOST: '127.0.0.1',
    LISTEN_ADDRESS: '127.0.0.1',
    // All clients of a test come from one address.
    JOIN_BURST: '1000',
    JOINS_PER_SECOND: '1000',
    SOCKETS_PER_ADDRESS: '1000',
    PROBE_BURST: '1000',
    REPORT_BURST: '1000',
    // Two servers would want the same port.
    METRICS_PORT: 'off',
    // Whoever stops it has seen enough; and a machine full of tests is late without being at fault.
    DRAIN_SECONDS: '0',
    MAX_WORKER_CPU: '1000',
    MAX_LOOP_DELAY: '60000',
    ...settings,
  };
  const [command = '', ...args] = [...within, ...commands[through]];
  const server = spawn(command, args, {
    cwd: repository,
    env,
    detached: through !== 'node',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const read = (chunk: Buffer) => {
    output += chunk;
  };
  server.stdout.on('data', read);
  server.stderr.on('data', read);
  const url = await printedUrl(server, () => output);
  const ends = { stop: () => stop(server), kill: () => kill(server) };
  return { url, address, process: server, output: () => output, ...ends };
}

function printedUrl(server: ChildProcess, output: () => string): Promise<string> {
  return new Promise((resolve, reject) => {
    const give = (error: Error) => {
      server.kill('SIGKILL');
      reject(error);
    };
    const timer = setTimeout(
      () => give(new Error(`the server was not ready in time:\n${output()}`)),
      startDeadline,
    );
    server.stdout?.on('data', () => {
      const url = /Plenum is ready: (http\S+)/.exec(output())?.[1];
      if (!url) return;
      clearTimeout(timer);
      resolve(url);
    });
    server.once('exit', code => {
      clearTimeout(timer);
      reject(new Error(`the server ended with code ${code}:\n${output()}`));
    });
  });
}

async function kill(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const exited = once(server, 'exit');
  server.kill('SIGKILL');
  await exited;
}

async function stop(server: ChildProcess): Promise<number | null> {
  if (server.exitCode !== null) return server.exitCode;
  const exited = once(server, 'exit');
  server.kill('SIGTERM');
  const hung = setTimeout(() => server.kill('SIGKILL'), stopDeadline);
  await exited;
  clearTimeout(hung);
  return server.exitCode;
}
