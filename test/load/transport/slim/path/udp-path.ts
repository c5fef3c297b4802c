/** A UDP socket of its own for each transport, as a browser has. Keeps the ports of all that are open, for the kernel's count of drops. */
import { createSocket } from 'node:dgram';
import { isIP } from 'node:net';
import type { Endpoint } from '../../../../../server/lib/stun/attributes.ts';
import type { MediaPath, PathEvents } from './media-path.ts';

/** What arrives while the event loop is busy waits here: at 2 Mbit/s for a second. The kernel gives no more than `net.core.rmem_max`. */
const receiveBuffer = 512 * 1024;

/** Local ports of this process on which media arrive. */
export const openPorts = new Set<number>();

/** Rejects where there is no way to the server. */
export async function openUdpPath(remote: Endpoint, events: PathEvents): Promise<MediaPath> {
  const type = isIP(remote.address) === 6 ? 'udp6' : 'udp4';
  const socket = createSocket({ type, recvBufferSize: receiveBuffer });
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      // A failure, such as no route, comes to the callback alone, which Node's types do not say.
      const connected = (error?: Error) => (error ? reject(error) : resolve());
      socket.connect(remote.port, remote.address, connected);
    });
  } catch (error) {
    socket.close();
    throw error;
  }
  socket.removeAllListeners('error');
  // A port on which nobody listens, a full buffer: a path that may come back. Consent tells whether it does.
  socket.on('error', () => {});
  socket.on('message', events.onDatagram);
  const { port } = socket.address();
  openPorts.add(port);
  let open = true;
  return {
    remote,
    send(bytes) {
      if (open) socket.send(bytes, ignore);
    },
    close() {
      if (!open) return;
      open = false;
      openPorts.delete(port);
      socket.close();
    },
  };
}

function ignore(): void {}
