/** The server's own probe, as any page may ask for one: a transport to try the media ports with, and credentials for TURN. */
import { once } from 'node:events';
import WebSocket from 'ws';
import { subprotocol } from '../../server/protocol/jsonrpc.ts';
import type { Result } from '../../server/protocol/methods.ts';

const timeout = 5_000; // ms

export type Probe = Pick<Result<'probe'>, 'transport' | 'iceServers'> & {
  /** Its name and version. */
  readonly server: string;
  close(): void;
};

interface Frame {
  readonly id?: number;
  readonly method?: string;
  readonly params?: { readonly server?: string };
  readonly result?: Result<'probe'>;
  readonly error?: { readonly message: string };
}

/** Rejects when there is no socket, no greeting, or no probe. Whom the certificate convinces is a check of its own. */
export async function openProbe(origin: string): Promise<Probe> {
  const url = new URL('/ws', origin.replace(/^http/, 'ws'));
  const socket = new WebSocket(url, subprotocol, {
    origin,
    rejectUnauthorized: false,
    handshakeTimeout: timeout,
  });
  socket.on('error', () => {}); // told by `once`
  try {
    const hello = await frameOf(socket, ({ method }) => method === 'hello');
    socket.send(JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'probe', params: {} }));
    const { result, error } = await frameOf(socket, ({ id }) => id === 1);
    if (!result) throw new Error(error?.message ?? 'the probe has no result');
    const { transport, iceServers } = result;
    return { transport, iceServers, server: hello.params?.server ?? '', close: () => socket.terminate() };
  } catch (error) {
    socket.terminate();
    throw error;
  }
}

async function frameOf(socket: WebSocket, isIt: (frame: Frame) => boolean): Promise<Frame> {
  const signal = AbortSignal.timeout(timeout);
  for (;;) {
    const [data] = (await once(socket, 'message', { signal })) as [Buffer];
    const frame = JSON.parse(data.toString()) as Frame;
    if (isIt(frame)) return frame;
  }
}
