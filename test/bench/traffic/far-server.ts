/**
 * A server as if it were far away: its WebSocket and its media port behind lines on which everything takes a while, in both directions.
 * Loses nothing and limits nothing.
 */
import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

const loopback = '127.0.0.1';

export interface FarServer {
  readonly url: string;
  readonly mediaPort: number;
  close(): void;
}

/** `delay`: milliseconds each way. */
export async function farServer(near: { url: string; mediaPort: number }, delay: number): Promise<FarServer> {
  const url = new URL(near.url);
  const tcp = await delayTcp(Number(url.port), delay);
  const udp = await delayUdp(near.mediaPort, delay);
  url.port = String(tcp.port);
  const close = () => {
    tcp.close();
    udp.close();
  };
  return { url: url.href, mediaPort: udp.port, close };
}

async function delayTcp(port: number, delay: number): Promise<{ port: number; close(): void }> {
  const sockets = new Set<Socket>();
  const server = createServer(front => {
    const back = connect({ port, host: loopback, noDelay: true });
    front.setNoDelay(true);
    for (const [from, to] of [
      [front, back],
      [back, front],
    ] as const) {
      sockets.add(from);
      from.on('data', data => setTimeout(() => to.writable && to.write(data), delay));
      from.on('close', () => setTimeout(() => to.destroy(), delay));
      from.on('error', () => {}); // a close follows
    }
  });
  server.listen(0, loopback);
  await once(server, 'listening');
  const close = () => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  return { port: (server.address() as AddressInfo).port, close };
}

async function delayUdp(port: number, delay: number): Promise<{ port: number; close(): void }> {
  const front = createSocket('udp4');
  /** By the client's port: the socket with which the server sees it. */
  const paths = new Map<number, UdpSocket>();
  let isClosed = false;
  const later = (send: () => void) => setTimeout(() => !isClosed && send(), delay);
  const pathOf = (client: number) => {
    const known = paths.get(client);
    if (known) return known;
    const path = createSocket('udp4');
    path.on('message', packet => later(() => front.send(packet, client, loopback)));
    paths.set(client, path);
    return path;
  };
  front.on('message', (packet, { port: client }) => {
    const path = pathOf(client);
    later(() => path.send(packet, port, loopback));
  });
  front.bind(0, loopback);
  await once(front, 'listening');
  const close = () => {
    isClosed = true;
    for (const socket of [front, ...paths.values()]) socket.close();
  };
  return { port: front.address().port, close };
}
