/**
 * The HTTPS server below Fastify. A browser that was sent to its port by plain HTTP, because somebody typed the address, is
 * sent on to HTTPS; nothing else is answered there. Owns the connections that are not secure yet.
 */
import { createServer as createHttpServer, type RequestListener, type Server } from 'node:http';
import { createServer } from 'node:https';
import type { Socket } from 'node:net';
import type { Certificate } from './certificate.ts';

export interface TlsServer {
  readonly server: Server;
  /** For new connections; those that are open keep what they have. */
  use(certificate: Certificate): void;
  /** Ends the connections that are not secure yet. Nobody else knows of them, and a server that closes waits for all. */
  hangUp(): void;
}

const handshakeLimit = 10_000; // ms
const requestLimit = 30_000; // ms for a whole request to arrive
/** The first byte of a TLS connection: the type of a handshake record (RFC 8446, section 5.1). */
const handshakeRecord = 22;

export function createTlsServer(certificate: Certificate, handler: RequestListener): TlsServer {
  const settings = { handshakeTimeout: handshakeLimit, requestTimeout: requestLimit };
  const server = createServer({ ...certificate.secureContext, ...settings }, handler);
  const plain = createHttpServer(redirect);
  const insecure = new Map<string, Socket>();
  const secureListeners = server.listeners('connection');
  server.removeAllListeners('connection');
  server.on('connection', (socket: Socket) => {
    const name = nameOf(socket);
    insecure.set(name, socket);
    socket.once('close', () => insecure.delete(name));
    sort(socket, {
      secure: () => {
        for (const listener of secureListeners) listener.call(server, socket);
      },
      plain: () => plain.emit('connection', socket),
    });
  });
  server.on('secureConnection', socket => insecure.delete(nameOf(socket)));
  return {
    server,
    use: fresh => server.setSecureContext(fresh.secureContext),
    hangUp: () => {
      for (const socket of insecure.values()) socket.destroy();
    },
  };
}

/** By its first byte, which stays to be read. What says nothing in time, or is not over in time by plain HTTP, is ended. */
function sort(socket: Socket, ways: { secure(): void; plain(): void }): void {
  const limit = setTimeout(() => socket.destroy(), handshakeLimit);
  socket.once('close', () => clearTimeout(limit));
  socket.on('error', () => socket.destroy());
  socket.once('readable', () => {
    const first: Buffer | null = socket.read(1);
    if (first === null) return; // it has ended
    socket.unshift(first);
    if (first[0] !== handshakeRecord) return ways.plain();
    clearTimeout(limit);
    ways.secure();
  });
}

/** Not for good: whoever switches HTTPS off again must not be in every browser's cache. */
const redirect: RequestListener = ({ method = '', headers: { host = '' }, url = '' }, response) => {
  const target = /^[\w.-]+(:\d+)?$|^\[[\da-f:.]+\](:\d+)?$/i.test(host) && url.startsWith('/');
  if (target && ['GET', 'HEAD'].includes(method)) {
    response.writeHead(307, { location: `https://${host}${url}`, connection: 'close' }).end();
  } else {
    response
      .writeHead(400, { 'content-type': 'text/plain', connection: 'close' })
      .end('HTTPS is needed here.\n');
  }
};

function nameOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`;
}
