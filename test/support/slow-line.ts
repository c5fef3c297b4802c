/**
 * A line with a delay between a client and a server: relays WebSocket messages both ways and notes how many trips to and fro lie
 * behind each of the client's. Not measured but counted: a message can only depend on what its sender had received.
 */
import { once } from 'node:events';
import { onTestFinished } from 'vitest';
import { type RawData, WebSocket, WebSocketServer } from 'ws';
import { subprotocol } from '../../server/protocol/jsonrpc.ts';

interface Sent {
  method: string;
  /** 1: sent knowing nothing but what the server says by itself on opening; 2: knowing an answer to such a message; and so on. */
  trip: number;
}

export interface SlowLine {
  url: string;
  /** What the client sent, in order. */
  readonly sent: Sent[];
  /** Messages of the client that have not been answered. */
  readonly unanswered: number;
}

/** Listens on a port of its own until the test is over; every message takes `delay` ms, in both directions. */
export async function slowLine(upstreamUrl: string, delay: number): Promise<SlowLine> {
  const sent: Sent[] = [];
  let unanswered = 0;
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, handleProtocols: () => subprotocol });
  await once(server, 'listening');
  onTestFinished(() => {
    for (const client of server.clients) client.terminate();
    server.close();
  });
  server.on('connection', client => {
    const upstream = new WebSocket(upstreamUrl, subprotocol);
    const opened = once(upstream, 'open');
    let clientKnows = 0;
    let serverKnows = 0;
    client.on('message', data => {
      const trip = clientKnows + 1;
      sent.push({ method: methodOf(data), trip });
      unanswered += 1;
      const pass = () => {
        serverKnows = Math.max(serverKnows, trip);
        upstream.send(String(data));
      };
      setTimeout(() => void opened.then(pass), delay);
    });
    upstream.on('message', data => {
      const known = serverKnows;
      setTimeout(() => {
        clientKnows = Math.max(clientKnows, known);
        if (methodOf(data) === '') unanswered -= 1;
        client.send(String(data));
      }, delay);
    });
    client.on('close', () => upstream.close());
    upstream.on('close', (code, reason) =>
      client.close(code === 1005 || code === 1006 ? 1000 : code, String(reason)),
    );
    for (const socket of [client, upstream]) socket.on('error', () => {});
  });
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  return {
    url: `ws://127.0.0.1:${address.port}/ws`,
    sent,
    get unanswered() {
      return unanswered;
    },
  };
}

/** Empty for an answer. */
function methodOf(data: RawData): string {
  const frame: { method?: string } = JSON.parse(String(data));
  return frame.method ?? '';
}
