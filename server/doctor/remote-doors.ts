/**
 * Doors to the media ports of a server that runs in another process: its own `probe`, as any client may ask for it. Knows its WebSocket,
 * nothing of its workers.
 */
import { on, once } from 'node:events';
import WebSocket from 'ws';
import { subprotocol } from '../protocol/jsonrpc.ts';
import type { TransportInfo } from '../protocol/rtp.ts';
import type { MediaDoor, MediaEndpoint, OpenDoors } from './patient.ts';

const timeout = 5_000; // ms
/** Of one session, as the server allows. */
const maxProbes = 8;

export interface RemoteServer {
  /** Of its own port, not of a proxy. */
  readonly origin: string;
  readonly workers: number;
  /** What its media ports are bound to, by what is the same on this machine: settings and interfaces. */
  boundAt(port: number): readonly MediaEndpoint[];
}

/** The server puts each on the worker that carries least, so usually all of them are met. Rejects when none is opened. */
export async function openRemoteDoors({ origin, workers, boundAt }: RemoteServer): Promise<OpenDoors> {
  const socket = new WebSocket(new URL('/ws', origin.replace(/^http/, 'ws')), subprotocol, {
    rejectUnauthorized: false,
    handshakeTimeout: timeout,
  });
  socket.on('error', () => {}); // told by `once`
  try {
    await once(socket, 'open', { signal: AbortSignal.timeout(timeout) });
    const doors = new Map<number, MediaDoor>();
    for (let serial = 1; serial <= maxProbes && doors.size < workers; serial += 1) {
      const { iceParameters, iceCandidates } = await probe(socket, serial);
      const [port = 0] = iceCandidates.map(candidate => candidate.port);
      doors.set(port, { ice: iceParameters, bound: boundAt(port), offered: iceCandidates });
    }
    return { doors: [...doors.values()], close: () => socket.terminate() };
  } catch (error) {
    socket.terminate();
    throw new Error('the running server opened no probe', { cause: error });
  }
}

interface Answer {
  readonly id?: number;
  readonly result?: { readonly transport: TransportInfo };
  readonly error?: { readonly message: string };
}

async function probe(socket: WebSocket, id: number): Promise<TransportInfo> {
  // From before the question on, and one by one: several messages can come at once.
  const messages = on(socket, 'message', { signal: AbortSignal.timeout(timeout) });
  socket.send(JSON.stringify({ jsonrpc: '2.0', id, method: 'probe', params: {} }));
  for await (const [data] of messages) {
    const answer = JSON.parse(String(data)) as Answer;
    if (answer.id !== id) continue; // `hello`, and whatever it tells by itself
    if (answer.result) return answer.result.transport;
    throw new Error(answer.error?.message ?? 'no result');
  }
  throw new Error('the connection ended');
}
