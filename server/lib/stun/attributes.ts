/**
 * The attributes of STUN and TURN messages that checks need, and how their values are written (RFC 8489 section 14, RFC 8656
 * section 18, RFC 8445 section 16.1).
 */
import ipaddr from 'ipaddr.js';

export interface Attribute {
  readonly type: number;
  readonly value: Buffer;
}

export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

export const attributeType = {
  username: 0x0006,
  messageIntegrity: 0x0008,
  errorCode: 0x0009,
  channelNumber: 0x000c,
  lifetime: 0x000d,
  xorPeerAddress: 0x0012,
  data: 0x0013,
  realm: 0x0014,
  nonce: 0x0015,
  xorRelayedAddress: 0x0016,
  requestedAddressFamily: 0x0017,
  requestedTransport: 0x0019,
  xorMappedAddress: 0x0020,
  priority: 0x0024,
  useCandidate: 0x0025,
  fingerprint: 0x8028,
  iceControlling: 0x802a,
} as const;

export const magicCookie = 0x2112_a442;

export function text(type: number, value: string): Attribute {
  return { type, value: Buffer.from(value) };
}

export function uint32(type: number, value: number): Attribute {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return { type, value: bytes };
}

/** A byte, or two, and zeros up to four: how TURN writes protocols, families and channels. */
export function leading(type: number, ...bytes: readonly number[]): Attribute {
  return { type, value: Buffer.concat([Buffer.from(bytes), Buffer.alloc(4)], 4) };
}

export function find(attributes: readonly Attribute[], type: number): Buffer | undefined {
  return attributes.find(attribute => attribute.type === type)?.value;
}

/** Throws when the address is none. */
export function xorAddress(type: number, { address, port }: Endpoint, transactionId: Buffer): Attribute {
  const bytes = Buffer.from(ipaddr.parse(address).toByteArray());
  const value = Buffer.alloc(4 + bytes.length);
  value.writeUInt8(bytes.length === 4 ? 1 : 2, 1);
  value.writeUInt16BE(port ^ (magicCookie >>> 16), 2);
  xored(bytes, transactionId).copy(value, 4);
  return { type, value };
}

/** Undefined when it is not there, or none. */
export function readXorAddress(value: Buffer | undefined, transactionId: Buffer): Endpoint | undefined {
  if (value === undefined || (value.length !== 8 && value.length !== 20)) return undefined;
  if (value.readUInt8(1) !== (value.length === 8 ? 1 : 2)) return undefined;
  const address = ipaddr.fromByteArray([...xored(value.subarray(4), transactionId)]).toString();
  return { address, port: value.readUInt16BE(2) ^ (magicCookie >>> 16) };
}

function xored(bytes: Buffer, transactionId: Buffer): Buffer {
  const mask = Buffer.alloc(16);
  mask.writeUInt32BE(magicCookie);
  transactionId.copy(mask, 4);
  return bytes.map((byte, index) => byte ^ (mask[index] ?? 0)) as Buffer;
}

/** The number and the phrase; undefined when it is none. */
export function readErrorCode(value: Buffer | undefined): { code: number; phrase: string } | undefined {
  if (value === undefined || value.length < 4) return undefined;
  const code = (value.readUInt8(2) & 0x7) * 100 + value.readUInt8(3);
  return { code, phrase: printable(value.toString('utf8', 4)) };
}

/** What a server says goes to terminals and logs. */
function printable(phrase: string): string {
  return phrase.replaceAll(/[^\x20-\x7e]/g, '').slice(0, 128);
}
