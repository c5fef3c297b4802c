/**
 * Ports of 127.0.0.1 that were free a moment ago. Media ports come from below the range that the system hands out by itself,
 * so that nobody takes one between the look and the use.
 */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** A TCP port for a web server. */
export async function freeHttpPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** The first of `count` ports in a row, each free for UDP and for TCP. */
export async function freeMediaPort(count: number): Promise<number> {
  for (;;) {
    const first = 20_000 + Math.floor(Math.random() * 1_500) * 8;
    const ports = Array.from({ length: count }, (_, index) => first + index);
    const free = await Promise.all(ports.map(isFree));
    if (free.every(Boolean)) return first;
  }
}

/** Whether the port can be bound, for UDP and for TCP. */
export async function isFree(port: number): Promise<boolean> {
  const udp = createSocket('udp4');
  const tcp = createServer();
  try {
    udp.bind(port, '127.0.0.1');
    await once(udp, 'listening');
    tcp.listen(port, '127.0.0.1');
    await once(tcp, 'listening');
    return true;
  } catch {
    return false;
  } finally {
    udp.close();
    tcp.close();
  }
}
