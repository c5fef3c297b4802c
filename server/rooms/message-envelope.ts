/**
 * What a message looks like on the wire: a header of one line of JSON, a line feed, the payload. Reads what clients send, distrusting
 * all of it, and writes what they are sent. Pure.
 */
import { isUtf8 } from 'node:buffer';
import { Compile } from 'typebox/compile';
import type { MessageKind } from '../media/data-router.ts';
import { type DeliveredHeader, MessageHeader, maxHeaderBytes } from '../protocol/messages.ts';
import type { MessageRefusal } from '../protocol/words.ts';

export interface Opened {
  /** Peer ids; undefined: everybody else. */
  readonly to: readonly string[] | undefined;
  readonly payload: Buffer;
}

const lineFeed = 0x0a;
const header = Compile(MessageHeader);

/** `maxPayload` in bytes. */
export function openMessage(
  message: Buffer,
  kind: MessageKind | undefined,
  maxPayload: number,
): Opened | MessageRefusal {
  const end = message.subarray(0, maxHeaderBytes + 1).indexOf(lineFeed);
  if (kind === undefined || end < 0) return 'malformed';
  const payload = message.subarray(end + 1);
  if (payload.length > maxPayload) return 'too-large';
  // A browser drops a text that is no UTF-8 without a word.
  if (kind === 'text' && !isUtf8(payload)) return 'malformed';
  const read = readHeader(message.subarray(0, end));
  return read ? { to: read.to, payload } : 'malformed';
}

/** The payload as it is passed on, with who it is from. */
export function sealMessage(from: string, payload: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${JSON.stringify({ from } satisfies DeliveredHeader)}\n`), payload]);
}

function readHeader(line: Buffer): MessageHeader | undefined {
  try {
    const value: unknown = JSON.parse(line.toString('utf8'));
    return header.Check(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
