/** A UDP socket that is connected: it hears of ports on which nobody listens, and of nobody but the other end. */
import { createSocket, type Socket } from 'node:dgram';
import { isIP } from 'node:net';

/** `receiveBuffer`: bytes that may wait to be read. Rejects where there is no way there, with the socket closed. It has no listeners yet. */
export async function connectUdp(
  { address, port }: { readonly address: string; readonly port: number },
  { receiveBuffer }: { readonly receiveBuffer?: number } = {},
): Promise<Socket> {
  const type = isIP(address) === 6 ? 'udp6' : 'udp4';
  const socket = createSocket({
    type,
    ...(receiveBuffer !== undefined && { recvBufferSize: receiveBuffer }),
  });
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      // A failure, such as no route, comes to the callback alone, which Node's types do not say.
      const connected = (error?: Error) => (error ? reject(error) : resolve());
      socket.connect(port, address, connected);
    });
  } catch (error) {
    socket.close();
    throw error;
  }
  socket.removeAllListeners('error');
  return socket;
}
