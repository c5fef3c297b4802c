/**
 * `/ws`: turns an upgrade request into a session. Owns the sessions of this server; knows nothing of what they say.
 */
import websocket from '@fastify/websocket';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { RawData } from 'ws';
import type { Log } from '../log.ts';
import { subprotocol } from '../protocol/jsonrpc.ts';
import type { SignalParams } from '../protocol/signals.ts';
import type { CloseReason } from '../protocol/words.ts';
import type { Registry } from '../rooms/registry.ts';
import { Session } from '../sessions/session.ts';

export interface WebsocketOptions {
  registry: Registry;
  hello: SignalParams<'hello'>;
  log: Log;
}

const path = '/ws';

/** Ends every session with the reason, and refuses new ones. */
export type CloseSessions = (reason: CloseReason) => void;

export async function serveWebsocket(
  fastify: FastifyInstance,
  options: WebsocketOptions,
): Promise<CloseSessions> {
  const { registry, hello, log } = options;
  const sessions = new Set<Session>();
  let closing: CloseReason | undefined;

  await fastify.register(websocket, {
    options: {
      maxPayload: hello.limits.messageBytes,
      maxFragments: 16,
      maxBufferedChunks: 256,
      perMessageDeflate: false,
      handleProtocols: offered => (offered.has(subprotocol) ? subprotocol : false),
    },
    errorHandler: error => log.debug({ err: error }, 'socket error'), // ws closes the socket by itself
  });

  fastify.addHook('onRequest', refuseElsewhere);
  fastify.get(path, { websocket: true, preValidation: requireSubprotocol }, socket => {
    const session: Session = new Session(socket, {
      registry,
      hello,
      log,
      onClosed: () => sessions.delete(session),
    });
    sessions.add(session);
    socket.on('message', (data, isBinary) => session.onFrame(asBuffer(data), isBinary));
    socket.on('pong', () => session.onPong());
    socket.on('close', () => session.onSocketClosed());
    if (closing) session.close(closing);
  });

  return reason => {
    closing = reason;
    for (const session of sessions) session.close(reason);
  };
}

/** A socket on any other route would be opened and closed at once. */
async function refuseElsewhere(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  if (request.ws && request.routeOptions.url !== path) {
    await reply.code(404).send({ error: `the WebSocket is at ${path}` });
  }
}

/** A client that does not speak this protocol is told so before the upgrade. */
async function requireSubprotocol(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const offered = request.headers['sec-websocket-protocol'] ?? '';
  if (request.ws && !offered.split(',').some(name => name.trim() === subprotocol)) {
    await reply.code(400).send({ error: `the WebSocket subprotocol ${subprotocol} is required` });
  }
}

function asBuffer(data: RawData): Buffer {
  if (Buffer.isBuffer(data)) return data;
  return Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data);
}
