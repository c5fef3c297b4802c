/**
 * A real HAProxy with haproxy/haproxy.cfg, on loopback addresses of its own, and behind it servers that note the beginning of what reaches
 * them and hang up. Linux only: elsewhere 127.0.0.2 is nobody.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { onTestFinished } from 'vitest';
import { poll } from '../../support/poll.ts';
import { findHaproxy } from './haproxy.ts';

export const address = '127.0.0.4';
const caddy = '127.0.0.2';
const coturn = '127.0.0.3';

const places = {
  'caddy, told the address': { host: caddy, ports: [9_443, 9_080] },
  caddy: { host: caddy, ports: [8_443, 8_080] },
  coturn: { host: coturn, ports: [5_349] },
} as const;
/** A health check connects, and sends 16 bytes at most: a PROXY header that says LOCAL. */
const moreThanACheck = 50;

export type Place = keyof typeof places;

export interface Arrival {
  readonly place: Place;
  readonly bytes: Buffer;
}

export interface Front {
  /** In order. */
  readonly arrivals: readonly Arrival[];
}

/** With those of the servers behind it that are named. Resolves when all that there is of them counts as up. */
export async function startFront(
  present: readonly Place[],
  settings: Record<string, string> = {},
): Promise<Front> {
  const arrivals: Arrival[] = [];
  for (const place of present) {
    for (const port of places[place].ports) await listen(place, port, arrivals);
  }
  const program = findHaproxy(process.env);
  if (!program) throw new Error('HAProxy is missing: `npm test` installs it, or says how.');
  const env = {
    PATH: process.env.PATH,
    ADDRESS: address,
    CADDY: caddy,
    COTURN: coturn,
    HOST_ADDRESS: '127.0.0.1',
    DOMAIN: 'meet.test',
    TURN_DOMAIN: 'turn.meet.test',
    ...settings,
  };
  const child = spawn(program, ['-db', '-f', 'haproxy/haproxy.cfg'], {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk;
  });
  onTestFinished(async () => {
    if (child.exitCode !== null) return;
    child.kill('SIGTERM');
    await once(child, 'exit');
  });
  await poll('HAProxy is there, and knows who is behind it', async () => {
    if (child.exitCode !== null) throw new Error(`HAProxy did not start:\n${said}`);
    const absent = (['caddy, told the address', 'caddy'] as const).filter(place => !present.includes(place));
    const known = absent.every(place =>
      said.includes(place === 'caddy' ? 'caddy-https/plain is DOWN' : 'caddy-https/proxied is DOWN'),
    );
    return known && (await isHealthy());
  });
  return { arrivals };
}

async function listen(place: Place, port: number, arrivals: Arrival[]): Promise<void> {
  const server = createServer(socket => {
    socket.on('error', () => {});
    let bytes = Buffer.alloc(0);
    socket.on('data', (chunk: Buffer) => {
      bytes = Buffer.concat([bytes, chunk]);
      if (bytes.length < moreThanACheck || socket.destroyed) return;
      arrivals.push({ place, bytes });
      socket.destroy();
    });
  }).listen(port, places[place].host);
  await once(server, 'listening');
  onTestFinished(() => closed(server));
}

async function closed(server: Server): Promise<void> {
  server.close();
  await once(server, 'close');
}

async function isHealthy(): Promise<boolean> {
  return fetch('http://127.0.0.1:8082/healthy').then(
    ({ ok }) => ok,
    () => false,
  );
}
