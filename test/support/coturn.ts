/**
 * A real coturn, started as its operator does: by coturn/start.sh, on free ports of 127.0.0.1.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Certificate, makeCertificate } from './certificate.ts';
import { findInPath } from './find-program.ts';
import { freeMediaPort } from './free-ports.ts';
import { poll } from './poll.ts';

export type TurnTransport = 'udp' | 'tcp' | 'tls';

export interface Coturn {
  readonly secret: string;
  readonly certificate: Certificate;
  readonly process: ChildProcess;
  url(transport: TurnTransport): string;
  /** Everything it printed so far, both streams. */
  output(): string;
  /** Sends SIGTERM to the script and resolves with its exit code, when nothing of it is left. */
  stop(): Promise<number | null>;
}

const script = fileURLToPath(new URL('../../coturn/start.sh', import.meta.url));

export function findCoturn(env: Readonly<Record<string, string | undefined>>): string | undefined {
  return findInPath('turnserver', env);
}

/**
 * An address of this machine that is not its loopback, where an SFU can be that coturn relays to: as shipped it refuses to relay to
 * loopback addresses.
 */
export function sfuAddress(): string {
  const [found] = Object.values(networkInterfaces())
    .flatMap(addresses => addresses ?? [])
    .filter(({ family, internal }) => family === 'IPv4' && !internal);
  if (!found) throw new Error('This machine has no network interface besides its loopback.');
  return found.address;
}

/**
 * `settings`: as in the head of start.sh, where they differ from those of a usual machine. `within`: what a command begins with to run
 * somewhere else, such as in a network namespace.
 */
export async function startCoturn(
  settings: Record<string, string> = {},
  within: readonly string[] = [],
): Promise<Coturn> {
  if (!findCoturn(process.env)) throw new Error('coturn is missing: `npm test` installs it, or says how.');
  const folder = await mkdtemp(join(tmpdir(), 'plenum-coturn-'));
  const secret = randomBytes(24).toString('base64');
  const certificate = await writeCertificate(folder);
  const ports = { plain: await freeMediaPort(2), tls: 0 };
  ports.tls = ports.plain + 1;
  const [command = 'sh', ...args] = [...within, 'sh', script];
  const child = spawn(command, args, {
    env: { PATH: process.env.PATH, ...usualSettings(folder, secret, ports), ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = collect(child);
  const stop = async () => {
    const code = await stopped(child);
    await rm(folder, { recursive: true, force: true });
    return code;
  };
  const coturn = { secret, certificate, process: child, url: urlOf(ports), output, stop };
  await started(coturn);
  return coturn;
}

function usualSettings(folder: string, secret: string, ports: { plain: number; tls: number }) {
  return {
    TURN_SECRET: secret,
    TURN_REALM: 'plenum.test',
    TURN_PORT: String(ports.plain),
    TURN_TLS_PORT: String(ports.tls),
    TURN_LISTEN_ADDRESS: '127.0.0.1',
    TURN_RELAY_ADDRESS: sfuAddress(),
    SFU_ADDRESSES: sfuAddress(),
    TURN_CERT: join(folder, 'cert.pem'),
    TURN_KEY: join(folder, 'key.pem'),
    TURN_RUN_DIR: folder,
  };
}

async function writeCertificate(folder: string): Promise<Certificate> {
  const certificate = await makeCertificate(['turn.plenum.test', '127.0.0.1']);
  await writeFile(join(folder, 'cert.pem'), certificate.cert);
  await writeFile(join(folder, 'key.pem'), certificate.key, { mode: 0o600 });
  await chmod(folder, 0o700);
  return certificate;
}

function urlOf(ports: { plain: number; tls: number }): Coturn['url'] {
  const urls: Record<TurnTransport, string> = {
    udp: `turn:127.0.0.1:${ports.plain}?transport=udp`,
    tcp: `turn:127.0.0.1:${ports.plain}?transport=tcp`,
    tls: `turns:127.0.0.1:${ports.tls}?transport=tcp`,
  };
  return transport => urls[transport];
}

function collect({ stdout, stderr }: { stdout: NodeJS.ReadableStream; stderr: NodeJS.ReadableStream }) {
  let text = '';
  for (const stream of [stdout, stderr]) {
    stream.on('data', (chunk: Buffer) => {
      text += chunk;
    });
  }
  return () => text;
}

/** The line comes when its listeners are there. */
async function started({ process: { exitCode }, output, stop }: Coturn): Promise<void> {
  try {
    await poll(
      'coturn is there',
      () => exitCode === null && /Total auth threads|admin thread/.test(output()),
    );
  } catch (error) {
    await stop();
    throw new Error(`coturn did not start:\n${output()}`, { cause: error });
  }
}

async function stopped(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null) return child.exitCode;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  await exited;
  return child.exitCode;
}
