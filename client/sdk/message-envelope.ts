/**
 * A message as it travels: one line of JSON, a line feed, the payload; a string as a string, bytes as bytes. Pure.
 */
import type { DeliveredHeader, MessageHeader } from '#protocol/messages.ts';
import { MessageError } from './message-error.ts';

export interface SealedMessage {
  readonly wire: string | Uint8Array<ArrayBuffer>;
  /** On the wire, header included. */
  readonly bytes: number;
}

/** As the protocol has it; its own constant is in a file that the SDK does not load. */
const maxReceivers = 128;
const encoder = new TextEncoder();

/** Throws MessageError: `too-large`, `bad-receivers`; TypeError for what is neither text nor bytes. */
export function sealMessage(
  data: string | Uint8Array,
  to: readonly string[] | undefined,
  maxPayload: number,
): SealedMessage {
  const payload = typeof data === 'string' ? encoder.encode(data) : data;
  if (!ArrayBuffer.isView(payload)) throw new TypeError('a message is a string or a Uint8Array');
  if (payload.length > maxPayload) throw new MessageError('too-large');
  if (to && (!Array.isArray(to) || to.length === 0 || to.length > maxReceivers))
    throw new MessageError('bad-receivers');
  const line = `${JSON.stringify((to ? { to: [...to] } : {}) satisfies MessageHeader)}\n`;
  if (typeof data === 'string') return { wire: line + data, bytes: line.length + payload.length };
  const header = encoder.encode(line);
  const wire = new Uint8Array(header.length + payload.length);
  wire.set(header);
  wire.set(payload, header.length);
  return { wire, bytes: wire.length };
}

/** Undefined for what no server of ours sends. */
export function openMessage(wire: unknown): { from: string; data: string | Uint8Array } | undefined {
  if (typeof wire === 'string') {
    const end = wire.indexOf('\n');
    const from = end < 0 ? undefined : senderIn(wire.slice(0, end));
    return from === undefined ? undefined : { from, data: wire.slice(end + 1) };
  }
  if (!isBuffer(wire)) return undefined;
  const bytes = new Uint8Array(wire);
  const end = bytes.indexOf(0x0a);
  const from = end < 0 ? undefined : senderIn(new TextDecoder().decode(bytes.subarray(0, end)));
  return from === undefined ? undefined : { from, data: bytes.slice(end + 1) };
}

/** The connection may be one of another frame, whose classes are others. */
function isBuffer(wire: unknown): wire is ArrayBuffer {
  return Object.prototype.toString.call(wire) === '[object ArrayBuffer]';
}

function senderIn(line: string): string | undefined {
  try {
    const { from } = JSON.parse(line) as Partial<DeliveredHeader>;
    return typeof from === 'string' ? from : undefined;
  } catch {
    return undefined;
  }
}
