/**
 * Writes the headers of one stream's packets (RFC 3550 section 5.1, RFC 8285). What is the same in each is laid out once; what differs is
 * written into a copy.
 */
import { absSendTime, writeNtp } from './clock.ts';
import { extensionUri } from './extension-uris.ts';

export interface HeaderLayout {
  readonly ssrc: number;
  readonly payloadType: number;
  readonly mid: string;
  readonly rid?: string;
  /** Of a stream of retransmissions: the id goes by another name (RFC 8852 section 3.2). */
  readonly isRepair: boolean;
  readonly extensions: ReadonlyMap<string, number>;
}

export interface HeaderFields {
  readonly sequenceNumber: number;
  readonly timestamp: number;
  readonly marker: boolean;
  readonly transportSequence: number;
  /** Milliseconds since 1970. */
  readonly sentAt: number;
  readonly capturedAt: number;
  /** dBov, -127 to 0. */
  readonly level: number | undefined;
}

const fixedBytes = 12;
const voice = 0x80; // RFC 6464: the V bit
const silent = -127;

/** One extension: where its data are in the header. */
interface Place {
  readonly uri: string;
  readonly data: Buffer;
}

export class HeaderWriter {
  /** Of every header. */
  readonly bytes: number;
  readonly #template: Buffer;
  readonly #at: ReadonlyMap<string, number>;

  constructor(layout: HeaderLayout) {
    const { template, at } = layOut(layout);
    template[0] = 0x80 | (template.length > fixedBytes ? 0x10 : 0);
    template[1] = layout.payloadType;
    template.writeUInt32BE(layout.ssrc, 8);
    this.#template = template;
    this.#at = at;
    this.bytes = template.length;
  }

  write(into: Buffer, fields: HeaderFields): void {
    this.#template.copy(into);
    if (fields.marker) into[1] = (into[1] ?? 0) | 0x80;
    into.writeUInt16BE(fields.sequenceNumber, 2);
    into.writeUInt32BE(fields.timestamp >>> 0, 4);
    const { transportSequence, absSendTime: sendTime, absCaptureTime, audioLevel } = extensionUri;
    this.#write(transportSequence, at => into.writeUInt16BE(fields.transportSequence, at));
    this.#write(sendTime, at => into.writeUIntBE(absSendTime(fields.sentAt), at, 3));
    this.#write(absCaptureTime, at => writeNtp(into, at, fields.capturedAt));
    const { level = silent } = fields;
    this.#write(audioLevel, at => into.writeUInt8((level > silent ? voice : 0) | -level, at));
  }

  #write(uri: string, write: (at: number) => void): void {
    const at = this.#at.get(uri);
    if (at !== undefined) write(at);
  }
}

function layOut(layout: HeaderLayout): { template: Buffer; at: ReadonlyMap<string, number> } {
  const places = placesOf(layout);
  if (places.length === 0) return { template: Buffer.alloc(fixedBytes), at: new Map() };
  const ids = places.map(({ uri }) => layout.extensions.get(uri) ?? 0);
  const twoByte = ids.some(id => id > 14) || places.some(({ data }) => data.length > 16);
  const at = new Map<string, number>();
  const parts: Buffer[] = [Buffer.alloc(fixedBytes + 4)];
  let length = fixedBytes + 4;
  for (const [index, { uri, data }] of places.entries()) {
    const id = ids[index] ?? 0;
    const head = Buffer.from(twoByte ? [id, data.length] : [(id << 4) | (data.length - 1)]);
    at.set(uri, length + head.length);
    parts.push(head, data);
    length += head.length + data.length;
  }
  const words = Math.ceil((length - fixedBytes - 4) / 4);
  const template = Buffer.concat(parts, fixedBytes + 4 + 4 * words);
  template.writeUInt16BE(twoByte ? 0x1000 : 0xbede, fixedBytes);
  template.writeUInt16BE(words, fixedBytes + 2);
  return { template, at };
}

/** Those that were agreed on, with what is always in them. */
function placesOf({ mid, rid, isRepair, extensions }: HeaderLayout): readonly Place[] {
  const ridUri = isRepair ? extensionUri.repairedRid : extensionUri.rid;
  const places: Place[] = [
    { uri: extensionUri.mid, data: Buffer.from(mid) },
    ...(rid === undefined ? [] : [{ uri: ridUri, data: Buffer.from(rid) }]),
    { uri: extensionUri.transportSequence, data: Buffer.alloc(2) },
    { uri: extensionUri.absSendTime, data: Buffer.alloc(3) },
    { uri: extensionUri.absCaptureTime, data: Buffer.alloc(8) },
    { uri: extensionUri.audioLevel, data: Buffer.alloc(1) },
  ];
  return places.filter(({ uri, data }) => extensions.has(uri) && data.length > 0);
}
