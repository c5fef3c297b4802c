/**
 * A way to one server on which whole messages go: UDP, TCP or TLS. Cuts streams into messages as TURN does (RFC 8656 section 12.4), or as
 * ICE over TCP does (RFC 4571). Knows nothing of what is in a message.
 */
import { lookup } from 'node:dns/promises';
import { createConnection, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Endpoint } from './attributes.ts';
import { connectUdp } from './connect-udp.ts';
import { headerBytes, padded } from './message.ts';
import { failureOf, StunError } from './stun-error.ts';

export interface LinkTarget {
  readonly transport: 'udp' | 'tcp' | 'tls';
  readonly host: string;
  readonly port: number;
  /** How a stream is cut: `turn`: by the lengths in the messages; `ice`: by two bytes before each. */
  readonly framing: 'turn' | 'ice';
  /** Address family to look the name up in. */
  readonly family?: 4 | 6;
  /** TLS: certificates (PEM) to trust besides those of the system. */
  readonly ca?: string;
  /** TLS: take any certificate. For checks that look at it elsewhere. */
  readonly trustAny?: boolean;
}

export interface LinkEvents {
  onMessage(bytes: Buffer): void;
  /** At most once, and not after `close`. */
  onFailure(error: StunError): void;
}

export interface Link {
  readonly local: Endpoint;
  readonly remote: Endpoint;
  /** Messages may be lost: they are sent again by who waits for an answer. */
  readonly lossy: boolean;
  send(bytes: Buffer): void;
  /** Idempotent. */
  close(): void;
}

/** Resolves when messages can be sent; rejects with StunError, with nothing left open, also when that takes more than `timeout` ms. */
export async function openLink(target: LinkTarget, timeout: number, events: LinkEvents): Promise<Link> {
  const remote = { address: await addressOf(target, timeout), port: target.port };
  return target.transport === 'udp'
    ? openDatagrams(remote, events)
    : openStream({ ...target, remote, timeout }, events);
}

async function addressOf({ host, family }: LinkTarget, timeout: number): Promise<string> {
  if (isIP(host) !== 0) return host;
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => reject(new StunError('timeout', `${host} was not looked up in ${timeout} ms`)),
    timeout,
  );
  try {
    return (await Promise.race([lookup(host, { family: family ?? 0 }), late])).address;
  } catch (error) {
    throw error instanceof StunError ? error : failureOf(asError(error), false);
  } finally {
    clearTimeout(timer);
  }
}

async function openDatagrams(remote: Endpoint, events: LinkEvents): Promise<Link> {
  const socket = await connectUdp(remote).catch((error: unknown) => {
    throw failureOf(asError(error), false);
  });
  let closed = false;
  const close = () => {
    if (closed) return;
    closed = true;
    socket.close();
  };
  socket.on('error', error => {
    if (!closed) events.onFailure(failureOf(error, false));
  });
  socket.on('message', bytes => events.onMessage(bytes));
  const { address, port } = socket.address();
  return {
    local: { address, port },
    remote,
    lossy: true,
    close,
    send(bytes) {
      if (!closed) socket.send(bytes, () => {}); // an error of it is told by the event, too
    },
  };
}

type StreamTarget = LinkTarget & { readonly remote: Endpoint; readonly timeout: number };

async function openStream(target: StreamTarget, events: LinkEvents): Promise<Link> {
  const secured = target.transport === 'tls';
  const socket = secured ? tlsSocket(target) : createConnection(tcpOptions(target));
  try {
    await opened(socket, secured ? 'secureConnect' : 'connect', target.timeout);
  } catch (error) {
    socket.destroy();
    throw error instanceof StunError ? error : failureOf(asError(error), secured);
  }
  const cut = target.framing === 'turn' ? turnLength : iceLength;
  socket.on('data', messagesIn(cut, events));
  socket.on('error', error => fail(failureOf(error, false)));
  socket.on('close', () => fail(new StunError('closed', 'the connection ended')));
  let over = false;
  const fail = (error: StunError) => {
    if (!over) events.onFailure(error);
    over = true;
  };
  const { localAddress: address = '', localPort: port = 0 } = socket;
  return {
    local: { address, port },
    remote: target.remote,
    lossy: false,
    send: bytes => void socket.write(target.framing === 'turn' ? bytes : framed(bytes)),
    close() {
      over = true;
      socket.destroy();
    },
  };
}

const tcpOptions = ({ remote }: StreamTarget) => ({ host: remote.address, port: remote.port, noDelay: true });

function tlsSocket(target: StreamTarget): Socket {
  const { host, ca, trustAny = false } = target;
  return connectTls({
    ...tcpOptions(target),
    // The name in SNI, and the one that the certificate is checked for; addresses are never in SNI (RFC 6066 section 3).
    ...(isIP(host) === 0 && { servername: host }),
    ...(ca !== undefined && { ca }),
    rejectUnauthorized: !trustAny,
    minVersion: 'TLSv1.2',
  });
}

function opened(socket: Socket, event: 'connect' | 'secureConnect', timeout: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new StunError('timeout', `no connection in ${timeout} ms`)),
      timeout,
    );
    const settle = (then: () => void) => {
      clearTimeout(timer);
      socket.removeListener('error', onError).removeListener('close', onClose);
      then();
    };
    const onError = (error: Error) => settle(() => reject(error));
    const onClose = () => settle(() => reject(new StunError('closed', 'the connection ended')));
    socket.once('error', onError).once('close', onClose);
    socket.once(event, () => settle(resolve));
  });
}

/** How long the first message of `bytes` is, on the stream and behind its frame; undefined: more must come. `0`: it is none. */
type Cut = (
  bytes: Buffer,
) => { readonly frame: number; readonly length: number; readonly rest: number } | undefined;

const turnLength: Cut = bytes => {
  if (bytes.length < 4) return undefined;
  const body = bytes.readUInt16BE(2);
  const isChannelData = bytes.readUInt8(0) >> 6 === 1;
  if (isChannelData) return { frame: 0, length: 4 + body, rest: padded(body) - body };
  return { frame: 0, length: headerBytes + body, rest: 0 };
};

const iceLength: Cut = bytes =>
  bytes.length < 2 ? undefined : { frame: 2, length: bytes.readUInt16BE(0), rest: 0 };

/** Lengths have 16 bits: no more than one longest message is ever held. */
function messagesIn(cut: Cut, events: LinkEvents): (chunk: Buffer) => void {
  let held = Buffer.alloc(0);
  return chunk => {
    held = Buffer.concat([held, chunk]);
    for (let found = cut(held); found; found = cut(held)) {
      const { frame, length, rest } = found;
      if (held.length < frame + length + rest) return;
      const message = held.subarray(frame, frame + length);
      held = held.subarray(frame + length + rest);
      events.onMessage(message);
    }
  };
}

function framed(bytes: Buffer): Buffer {
  const frame = Buffer.alloc(2);
  frame.writeUInt16BE(bytes.length);
  return Buffer.concat([frame, bytes]);
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
