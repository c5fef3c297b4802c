/**
 * The server as its operator runs it: a process, known by the line that it prints and the code it exits with. For tests that
 * must not look inside. Imports nothing of the project.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const startDeadline = 60_000; // ms
const stopDeadline = 10_000; // ms

export interface ServerProcess {
  readonly url: string;
  readonly process: ChildProcess;
  /** Everything it printed so far, both streams. */
  readonly output: () => string;
  /** Sends SIGTERM and resolves with the exit code; null when it had to be killed. */
  stop(): Promise<number | null>;
}

/** Starts `node server/main.ts` on free ports of 127.0.0.1 and resolves when it is ready. */
export async function startServer(settings: Record<string, string> = {}): Promise<ServerProcess> {
  const env = {
    ...process.env,
    ...(await freePorts()),
    HOST: '127.0.0.1',
    LISTEN_ADDRESS: '127.0.0.1',
    ...settings,
  };
  const server = spawn(process.execPath, ['server/main.ts'], {
    cwd: repository,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const read = (chunk: Buffer) => {
    output += chunk;
  };
  server.stdout.on('data', read);
  server.stderr.on('data', read);
  const url = await printedUrl(server, () => output);
  return { url, process: server, output: () => output, stop: () => stop(server) };
}

/** Ports that were free a moment ago. Media ports come from below the range that the system hands out by itself. */
export async function freePorts(): Promise<{ PORT: string; MEDIA_PORT: string }> {
  const http = createServer().listen(0, '127.0.0.1');
  await once(http, 'listening');
  const address = http.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  http.close();
  await once(http, 'close');
  return { PORT: String(port), MEDIA_PORT: String(await freeMediaPort()) };
}

async function freeMediaPort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 1_000) * 8;
    if (await isFree(port)) return port;
  }
}

async function isFree(port: number): Promise<boolean> {
  const socket = createSocket('udp4');
  try {
    socket.bind(port, '127.0.0.1');
    await once(socket, 'listening');
    return true;
  } catch {
    return false;
  } finally {
    socket.close();
  }
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

async function stop(server: ChildProcess): Promise<number | null> {
  if (server.exitCode !== null) return server.exitCode;
  const exited = once(server, 'exit');
  server.kill('SIGTERM');
  const hung = setTimeout(() => server.kill('SIGKILL'), stopDeadline);
  await exited;
  clearTimeout(hung);
  return server.exitCode;
}
