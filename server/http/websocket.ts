/**
 * `/ws`: turns an upgrade request into a session, where its page, its protocol and its address allow it. Owns the sessions of this
 * server; knows nothing of what they say.
 */
import websocket from '@fastify/websocket';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { RawData } from 'ws';
import { subprotocol } from '../protocol/jsonrpc.ts';
import type { CloseReason } from '../protocol/words.ts';
import type { AddressAllowance, AddressLimits } from '../sessions/address-limits.ts';
import { Session, type SessionOptions } from '../sessions/session.ts';
import { type OriginRule, originAllowed } from './origin.ts';
import { ProblemError, sendProblem } from './problem.ts';

export interface WebsocketOptions extends Omit<SessionOptions, 'address' | 'onClosed'> {
  origins: OriginRule;
  addressLimits: AddressLimits;
}

export const socketPath = '/ws';
/** The address of a socket that was injected: it has no connection. */
const inProcess = 'in process';

/** Ends every session with the reason, and refuses new ones. */
export type CloseSessions = (reason: CloseReason) => void;

export async function serveWebsocket(
  fastify: FastifyInstance,
  options: WebsocketOptions,
): Promise<CloseSessions> {
  const { origins, addressLimits, ...ofSession } = options;
  const { hello, log } = options;
  const sessions = new Set<Session>();
  const door = new Door(origins, addressLimits);
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
  const onRequest = async (request: FastifyRequest, reply: FastifyReply) => door.refuse(request, reply);
  fastify.get(socketPath, { websocket: true, onRequest }, (socket, request) => {
    const address = door.allowance(request);
    const session: Session = new Session(socket, {
      ...ofSession,
      address,
      onClosed: () => sessions.delete(session),
    });
    sessions.add(session);
    socket.on('message', (data, isBinary) => session.onFrame(asBuffer(data), isBinary));
    socket.on('pong', payload => session.onPong(String(payload)));
    // Frames that are none, or too long. A connection that only broke tells no error, and its peer may come back.
    socket.on('error', () => session.close('protocol-error'));
    socket.on('close', code => {
      session.onSocketClosed(code); // may keep a seat of its address
      address.leave();
    });
    if (closing) session.close(closing);
  });

  return reason => {
    closing = reason;
    for (const session of sessions) session.close(reason);
  };
}

/** Decides about an upgrade before it happens, and counts it from then on. */
class Door {
  readonly #origins: OriginRule;
  readonly #addressLimits: AddressLimits;
  readonly #allowances = new WeakMap<FastifyRequest, AddressAllowance>();

  constructor(origins: OriginRule, addressLimits: AddressLimits) {
    this.#origins = origins;
    this.#addressLimits = addressLimits;
  }

  /** Answers a request that is not let in; nothing otherwise. */
  refuse(request: FastifyRequest, reply: FastifyReply): FastifyReply | undefined {
    if (!request.ws) return undefined;
    const problem = misspoken(request) ?? this.#foreign(request) ?? this.#tooMany(request);
    return problem && sendProblem(reply, problem);
  }

  /** Of a request that was let in. */
  allowance(request: FastifyRequest): AddressAllowance {
    const allowance = this.#allowances.get(request);
    if (!allowance) throw new Error('a socket was opened that nobody let in');
    return allowance;
  }

  #foreign({ headers: { origin }, host }: FastifyRequest): ProblemError | undefined {
    if (originAllowed(origin, host, this.#origins)) return undefined;
    return new ProblemError('not-permitted', 'Origin', 'pages from there may not open sockets here');
  }

  /** Takes one of the address's sockets until the connection is gone, whatever becomes of the upgrade. */
  #tooMany(request: FastifyRequest): ProblemError | undefined {
    const allowance = this.#addressLimits.enter(request.ip ?? inProcess);
    if (!allowance) return new ProblemError('rate-limited', undefined, 'too many sockets from this address');
    this.#allowances.set(request, allowance);
    request.raw.socket?.once('close', () => allowance.leave());
    return undefined;
  }
}

/** A socket on any other route would be opened and closed at once. */
async function refuseElsewhere(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  if (!request.ws || request.routeOptions.url === socketPath) return;
  await sendProblem(reply, new ProblemError('not-found', undefined, `the WebSocket is at ${socketPath}`));
}

/** A client that does not speak this protocol is told so before the upgrade. */
function misspoken({ headers }: FastifyRequest): ProblemError | undefined {
  const offered = headers['sec-websocket-protocol'] ?? '';
  if (offered.split(',').some(name => name.trim() === subprotocol)) return undefined;
  const detail = `the subprotocol ${subprotocol} is required`;
  return new ProblemError('invalid-request', 'Sec-WebSocket-Protocol', detail);
}

function asBuffer(data: RawData): Buffer {
  if (Buffer.isBuffer(data)) return data;
  return Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data);
}
