/**
 * Everything that a handshake of TLS 1.2 derives from its secrets (RFC 5246 sections 5, 6.3 and 8.1, RFC 7627, RFC 5705), with SHA-256 as all
 * suites that are offered have it.
 */
import { createHash, createHmac } from 'node:crypto';

const masterBytes = 48;
const verifyBytes = 12;
const keyBytes = 16;
const ivBytes = 4;

export interface Randoms {
  readonly client: Buffer;
  readonly server: Buffer;
}

/** Of one direction. */
export interface RecordKeys {
  readonly key: Buffer;
  readonly iv: Buffer;
}

/** RFC 7627: bound to the transcript, up to and with the ClientKeyExchange. */
export function extendedMasterSecret(preMaster: Buffer, transcript: Buffer): Buffer {
  return prf(preMaster, 'extended master secret', sha256(transcript), masterBytes);
}

/** Of AES-128-GCM: RFC 5288. */
export function recordKeys(master: Buffer, { client, server }: Randoms) {
  const block = prf(master, 'key expansion', Buffer.concat([server, client]), 2 * (keyBytes + ivBytes));
  const ivs = block.subarray(2 * keyBytes);
  return {
    client: { key: block.subarray(0, keyBytes), iv: ivs.subarray(0, ivBytes) },
    server: { key: block.subarray(keyBytes, 2 * keyBytes), iv: ivs.subarray(ivBytes) },
  };
}

export function verifyData(master: Buffer, who: 'client' | 'server', transcript: Buffer): Buffer {
  return prf(master, `${who} finished`, sha256(transcript), verifyBytes);
}

/** RFC 5705, without a context. */
export function exported(master: Buffer, label: string, { client, server }: Randoms, length: number): Buffer {
  return prf(master, label, Buffer.concat([client, server]), length);
}

function prf(secret: Buffer, label: string, seed: Buffer, length: number): Buffer {
  const labelled = Buffer.concat([Buffer.from(label), seed]);
  const parts: Buffer[] = [];
  let chained: Buffer = labelled;
  for (let made = 0; made < length; made += 32) {
    chained = hmac(secret, chained);
    parts.push(hmac(secret, Buffer.concat([chained, labelled])));
  }
  return Buffer.concat(parts, length);
}

function hmac(key: Buffer, data: Buffer): Buffer {
  return createHmac('sha256', key).update(data).digest();
}

function sha256(data: Buffer): Buffer {
  return createHash('sha256').update(data).digest();
}
