/** Whether a port could be opened here. Opens it for a moment. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, isIPv6 } from 'node:net';

/** Undefined: it can; otherwise the system's word for why not, such as `EADDRINUSE`, `EACCES`, `EADDRNOTAVAIL`. */
export async function isBindable(
  protocol: 'tcp' | 'udp',
  port: number,
  host: string,
): Promise<string | undefined> {
  try {
    await (protocol === 'tcp' ? bindTcp(port, host) : bindUdp(port, host));
    return undefined;
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error);
  }
}

async function bindTcp(port: number, host: string): Promise<void> {
  const server = createServer();
  server.listen(port, host);
  await once(server, 'listening');
  server.close();
  await once(server, 'close');
}

async function bindUdp(port: number, host: string): Promise<void> {
  const socket = createSocket(isIPv6(host) ? 'udp6' : 'udp4');
  try {
    socket.bind(port, host);
    await once(socket, 'listening');
  } finally {
    socket.close();
  }
}
