/** A receiver of webhooks: a real HTTP server on the loopback interface that notes what it is sent. */
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface Received {
  id: string;
  path: string;
  headers: http.IncomingHttpHeaders;
  body: string;
}

type Answer = (response: http.ServerResponse, received: Received) => unknown;

export interface Receiver extends AsyncDisposable {
  url: string;
  port: number;
  /** Everything that came, accepted or not. */
  received: Received[];
  /** May be set anew at any time. At first everything is accepted. */
  answer: Answer;
  /** Connections that are open. */
  connections(): number;
}

/** `port` 0: any. */
export async function startReceiver(port = 0): Promise<Receiver> {
  const note = async (request: http.IncomingMessage, response: http.ServerResponse) => {
    const body = await text(request);
    const { headers, url: path = '' } = request;
    const received = { id: String(headers['webhook-id']), path, headers, body };
    receiver.received.push(received);
    receiver.answer(response, received);
  };
  const server = http.createServer((request, response) => {
    note(request, response).catch(() => response.destroy());
  });
  let connections = 0;
  server.on('connection', socket => {
    connections += 1;
    socket.once('close', () => {
      connections -= 1;
    });
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const { port: bound } = server.address() as AddressInfo;
  const receiver: Receiver = {
    url: `http://127.0.0.1:${bound}/hooks?key=hunter2`,
    port: bound,
    received: [],
    answer: response => response.end(),
    connections: () => connections,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return receiver;
}
