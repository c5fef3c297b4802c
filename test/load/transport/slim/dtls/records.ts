/**
 * The record layer of DTLS 1.2 (RFC 6347 section 4.1): what comes in one datagram, and what goes into one, encrypted with AES-128-GCM (RFC
 * 5288) from epoch 1 on. Knows no handshake.
 */
import { createCipheriv, createDecipheriv } from 'node:crypto';
import type { RecordKeys } from './key-schedule.ts';

export const contentType = { changeCipherSpec: 20, alert: 21, handshake: 22 } as const;

export interface DtlsRecord {
  readonly type: number;
  readonly encrypted: boolean;
  readonly fragment: Buffer;
}

const headerBytes = 13;
const version = 0xfefd; // DTLS 1.2
const explicitBytes = 8;
const authTagLength = 16;
const algorithm = 'aes-128-gcm';

export class RecordLayer {
  #sending: RecordKeys | undefined;
  #receiving: RecordKeys | undefined;
  #sequence = [0, 0];

  /** What is written with `encrypted`, and read from there on. */
  protect(sending: RecordKeys, receiving: RecordKeys): void {
    this.#sending = sending;
    this.#receiving = receiving;
  }

  /** Those that are whole, and authentic where that can be told; a broken one ends the datagram. */
  read(datagram: Buffer): DtlsRecord[] {
    const records: DtlsRecord[] = [];
    for (let at = 0; at + headerBytes <= datagram.length; ) {
      const end = at + headerBytes + datagram.readUInt16BE(at + 11);
      if (end > datagram.length) break;
      const record = this.#open(datagram.subarray(at, end));
      if (record) records.push(record);
      at = end;
    }
    return records;
  }

  write(type: number, fragment: Buffer, encrypted: boolean): Buffer {
    const epoch = encrypted ? 1 : 0;
    const sequence = this.#sequence[epoch] ?? 0;
    this.#sequence[epoch] = sequence + 1;
    const header = headerOf(type, epoch, sequence, fragment.length);
    if (!encrypted || !this.#sending) return Buffer.concat([header, fragment]);
    const explicit = header.subarray(3, 3 + explicitBytes);
    const nonce = Buffer.concat([this.#sending.iv, explicit]);
    const cipher = createCipheriv(algorithm, this.#sending.key, nonce).setAAD(associated(header));
    const text = Buffer.concat([cipher.update(fragment), cipher.final()]);
    const body = Buffer.concat([explicit, text, cipher.getAuthTag()]);
    header.writeUInt16BE(body.length, 11);
    return Buffer.concat([header, body]);
  }

  #open(record: Buffer): DtlsRecord | undefined {
    const type = record[0] ?? 0;
    const fragment = record.subarray(headerBytes);
    const epoch = record.readUInt16BE(3);
    if (epoch === 0) return { type, encrypted: false, fragment };
    if (epoch !== 1 || !this.#receiving) return undefined; // came too early: it will come again
    const plain = decrypt(this.#receiving, record);
    return plain && { type, encrypted: true, fragment: plain };
  }
}

function headerOf(type: number, epoch: number, sequence: number, length: number): Buffer {
  const header = Buffer.alloc(headerBytes);
  header.writeUInt8(type, 0);
  header.writeUInt16BE(version, 1);
  header.writeUInt16BE(epoch, 3);
  header.writeUIntBE(sequence, 5, 6);
  header.writeUInt16BE(length, 11);
  return header;
}

/** Epoch and sequence number, type, version, and the length in plain text. */
function associated(header: Buffer): Buffer {
  return Buffer.concat([header.subarray(3, 11), header.subarray(0, 3), header.subarray(11, headerBytes)]);
}

function decrypt({ key, iv }: RecordKeys, record: Buffer): Buffer | undefined {
  const from = headerBytes + explicitBytes;
  const end = record.length - authTagLength;
  if (end < from) return undefined;
  const header = Buffer.from(record.subarray(0, headerBytes));
  header.writeUInt16BE(end - from, 11);
  const nonce = Buffer.concat([iv, record.subarray(headerBytes, from)]);
  const decipher = createDecipheriv(algorithm, key, nonce, { authTagLength }).setAAD(associated(header));
  const plain = decipher.setAuthTag(record.subarray(end)).update(record.subarray(from, end));
  try {
    decipher.final();
    return plain;
  } catch {
    return undefined; // that is how it says that the tag is wrong
  }
}
