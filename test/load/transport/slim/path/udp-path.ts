/** A UDP socket of its own for each transport, as a browser has. Keeps the ports of all that are open, for the kernel's count of drops. */

import type { Endpoint } from '../../../../../server/lib/stun/attributes.ts';
import { connectUdp } from '../../../../../server/lib/stun/connect-udp.ts';
import type { MediaPath, PathEvents } from './media-path.ts';

/** What arrives while the event loop is busy waits here: at 2 Mbit/s for a second. The kernel gives no more than `net.core.rmem_max`. */
const receiveBuffer = 512 * 1024;

/** Local ports of this process on which media arrive. */
export const openPorts = new Set<number>();

/** Rejects where there is no way to the server. */
export async function openUdpPath(remote: Endpoint, events: PathEvents): Promise<MediaPath> {
  const socket = await connectUdp(remote, { receiveBuffer });
  // A port on which nobody listens, a full buffer: a path that may come back. Consent tells whether it does.
  socket.on('error', () => {});
  socket.on('message', events.onDatagram);
  const { port } = socket.address();
  openPorts.add(port);
  let open = true;
  return {
    remote,
    send(bytes) {
      // Without a callback, which costs a turn of the event loop for each: nobody is told, and nothing follows.
      if (open) socket.send(bytes);
    },
    close() {
      if (!open) return;
      open = false;
      openPorts.delete(port);
      socket.close();
    },
  };
}
