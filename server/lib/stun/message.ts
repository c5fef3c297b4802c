/**
 * STUN messages as bytes (RFC 8489 sections 5 and 14): header, attributes, MESSAGE-INTEGRITY with SHA-1, FINGERPRINT. Knows no socket.
 * No package in npm that is maintained does TURN with errors to look at, and TLS; the format is small.
 */
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { type Attribute, attributeType, magicCookie } from './attributes.ts';

export const method = {
  binding: 0x001,
  allocate: 0x003,
  refresh: 0x004,
  send: 0x006,
  data: 0x007,
  createPermission: 0x008,
  channelBind: 0x009,
} as const;

const kinds = ['request', 'indication', 'success', 'error'] as const;
type MessageKind = (typeof kinds)[number];

export interface StunMessage {
  readonly kind: MessageKind;
  readonly method: number;
  /** 12 bytes. */
  readonly transactionId: Buffer;
  readonly attributes: readonly Attribute[];
}

export interface Seal {
  /** Adds MESSAGE-INTEGRITY, made with this. */
  readonly key?: Buffer;
  /** Adds FINGERPRINT, which ICE demands. */
  readonly fingerprint?: boolean;
}

export const headerBytes = 20;
const integrityBytes = 20;
const fingerprintMask = 0x5354_554e;

export function newTransactionId(): Buffer {
  return randomBytes(12);
}

/** RFC 8489 section 9.1.1: the password itself. */
export function shortTermKey(password: string): Buffer {
  return Buffer.from(password);
}

/** RFC 8489 section 9.2.2, with MD5. Names and passwords must be plain ASCII: nothing is prepared. */
export function longTermKey(username: string, realm: string, password: string): Buffer {
  return createHash('md5').update(`${username}:${realm}:${password}`).digest();
}

export function encode(message: StunMessage, { key, fingerprint = false }: Seal = {}): Buffer {
  let bytes: Buffer = Buffer.concat([headerOf(message), ...message.attributes.map(encodeAttribute)]);
  bytes.writeUInt16BE(bytes.length - headerBytes, 2);
  if (key) bytes = withIntegrity(bytes, key);
  return fingerprint ? withFingerprint(bytes) : bytes;
}

function headerOf({ kind, method: number, transactionId }: StunMessage): Buffer {
  const header = Buffer.alloc(headerBytes);
  const kindBits = kinds.indexOf(kind);
  // The bits of the kind stand between those of the method: RFC 8489 section 5.
  const type =
    ((number & 0xf80) << 2) |
    ((number & 0x070) << 1) |
    (number & 0x00f) |
    ((kindBits & 2) << 7) |
    ((kindBits & 1) << 4);
  header.writeUInt16BE(type, 0);
  header.writeUInt32BE(magicCookie, 4);
  transactionId.copy(header, 8);
  return header;
}

function encodeAttribute({ type, value }: Attribute): Buffer {
  const bytes = Buffer.alloc(4 + padded(value.length));
  bytes.writeUInt16BE(type, 0);
  bytes.writeUInt16BE(value.length, 2);
  value.copy(bytes, 4);
  return bytes;
}

/** The length in the header takes in the attribute that is made, and nothing behind it. */
function withIntegrity(bytes: Buffer, key: Buffer): Buffer {
  const covered = withLength(bytes, 4 + integrityBytes);
  const value = createHmac('sha1', key).update(covered).digest();
  return Buffer.concat([covered, encodeAttribute({ type: attributeType.messageIntegrity, value })]);
}

function withFingerprint(bytes: Buffer): Buffer {
  const covered = withLength(bytes, 8);
  const value = Buffer.alloc(4);
  value.writeUInt32BE((crc32(covered) ^ fingerprintMask) >>> 0);
  return Buffer.concat([covered, encodeAttribute({ type: attributeType.fingerprint, value })]);
}

function withLength(bytes: Buffer, more: number): Buffer {
  const copy = Buffer.from(bytes);
  copy.writeUInt16BE(bytes.length - headerBytes + more, 2);
  return copy;
}

/** Undefined for what is no STUN message, as a whole. */
export function decode(bytes: Buffer): StunMessage | undefined {
  if (bytes.length < headerBytes || bytes.readUInt32BE(4) !== magicCookie) return undefined;
  if (bytes.readUInt16BE(2) !== bytes.length - headerBytes) return undefined;
  const attributes = decodeAttributes(bytes);
  const type = bytes.readUInt16BE(0);
  const kind = kinds[((type >> 7) & 2) | ((type >> 4) & 1)];
  if (!attributes || !kind || type > 0x3fff) return undefined;
  const number = ((type >> 2) & 0xf80) | ((type >> 1) & 0x070) | (type & 0x00f);
  return { kind, method: number, transactionId: bytes.subarray(8, headerBytes), attributes };
}

function decodeAttributes(bytes: Buffer): Attribute[] | undefined {
  const attributes: Attribute[] = [];
  for (let at = headerBytes; at < bytes.length; ) {
    if (at + 4 > bytes.length) return undefined;
    const end = at + 4 + bytes.readUInt16BE(at + 2);
    if (end > bytes.length) return undefined;
    attributes.push({ type: bytes.readUInt16BE(at), value: bytes.subarray(at + 4, end) });
    at = at + 4 + padded(end - at - 4);
  }
  return attributes;
}

/** Whether a message that `decode` took has a MESSAGE-INTEGRITY made with `key`. */
export function isAuthentic(bytes: Buffer, key: Buffer): boolean {
  for (let at = headerBytes; at + 4 + integrityBytes <= bytes.length; at += 4 + paddedAt(bytes, at)) {
    if (bytes.readUInt16BE(at) !== attributeType.messageIntegrity) continue;
    const covered = withLength(bytes.subarray(0, at), 4 + integrityBytes);
    const value = createHmac('sha1', key).update(covered).digest();
    return timingSafeEqual(value, bytes.subarray(at + 4, at + 4 + integrityBytes));
  }
  return false;
}

function paddedAt(bytes: Buffer, at: number): number {
  return padded(bytes.readUInt16BE(at + 2));
}

export function padded(length: number): number {
  return (length + 3) & ~3;
}
