/**
 * The messages of a handshake as DTLS carries them (RFC 6347 section 4.2): put together from fragments, given in order, and remembered as
 * both sides hash them. Knows no message's meaning.
 */
export const handshakeType = {
  clientHello: 1,
  serverHello: 2,
  helloVerifyRequest: 3,
  certificate: 11,
  serverKeyExchange: 12,
  certificateRequest: 13,
  serverHelloDone: 14,
  certificateVerify: 15,
  clientKeyExchange: 16,
  finished: 20,
} as const;

export interface HandshakeMessage {
  readonly type: number;
  readonly body: Buffer;
}

interface Parts {
  readonly type: number;
  readonly body: Buffer;
  /** Where fragments that came begin, and how long they are. */
  readonly fragments: Map<number, number>;
}

const headerBytes = 12;
const longest = 16_384; // bytes; certificates have less
const mostAhead = 16; // messages

export class HandshakeMessages {
  #next = 0;
  #sent = 0;
  readonly #parts = new Map<number, Parts>();
  #transcript: Buffer[] = [];

  get transcript(): Buffer {
    return Buffer.concat(this.#transcript);
  }

  /** What the last message that was read proves that its sender has seen. */
  get transcriptBeforeLast(): Buffer {
    return Buffer.concat(this.#transcript.slice(0, -1));
  }

  /** After a HelloVerifyRequest: what came before does not count (RFC 6347 section 4.2.1). */
  forget(): void {
    this.#transcript = [];
  }

  /** One message as it is sent, in one fragment. */
  write(type: number, ...body: readonly Buffer[]): Buffer {
    const whole = Buffer.concat(body);
    const message = Buffer.concat([header(type, this.#sent, whole.length), whole]);
    this.#sent += 1;
    this.#transcript.push(message);
    return message;
  }

  /** What is whole now and next in order, each once. Takes what is in one record: fragments of several messages. */
  *read(record: Buffer): Generator<HandshakeMessage> {
    for (let at = 0; at + headerBytes <= record.length; ) {
      const end = at + headerBytes + record.readUIntBE(at + 9, 3);
      if (end > record.length) return;
      this.#keep(record.subarray(at, end));
      at = end;
    }
    for (let whole = this.#takeNext(); whole; whole = this.#takeNext()) yield whole;
  }

  #keep(fragment: Buffer): void {
    const [length, sequence] = [fragment.readUIntBE(1, 3), fragment.readUInt16BE(4)];
    if (sequence < this.#next || sequence > this.#next + mostAhead || length > longest) return;
    const made = { type: fragment[0] ?? 0, body: Buffer.alloc(length), fragments: new Map() };
    const parts = this.#parts.get(sequence) ?? made;
    this.#parts.set(sequence, parts);
    const [offset, bytes] = [fragment.readUIntBE(6, 3), fragment.length - headerBytes];
    if (offset + bytes > parts.body.length) return;
    fragment.copy(parts.body, offset, headerBytes);
    parts.fragments.set(offset, Math.max(bytes, parts.fragments.get(offset) ?? 0));
  }

  #takeNext(): HandshakeMessage | undefined {
    const parts = this.#parts.get(this.#next);
    if (!parts || !isWhole(parts)) return undefined;
    const { type, body } = parts;
    this.#parts.delete(this.#next);
    this.#transcript.push(Buffer.concat([header(type, this.#next, body.length), body]));
    this.#next += 1;
    return { type, body };
  }
}

function header(type: number, sequence: number, length: number): Buffer {
  const bytes = Buffer.alloc(headerBytes);
  bytes.writeUInt8(type, 0);
  bytes.writeUIntBE(length, 1, 3);
  bytes.writeUInt16BE(sequence, 4);
  bytes.writeUIntBE(length, 9, 3);
  return bytes;
}

function isWhole({ body, fragments }: Parts): boolean {
  let reached = 0;
  for (const [offset, bytes] of [...fragments].sort(([one], [other]) => one - other)) {
    if (offset > reached) return false;
    reached = Math.max(reached, offset + bytes);
  }
  return reached === body.length && fragments.size > 0;
}
