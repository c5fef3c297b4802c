/** The RTP header extensions (RFC 8285) that a load peer reads and writes, by what they say. */
import type { Extension } from 'werift';
import { millisecondsOf, ntpOf } from './clock.ts';

type Ids = ReadonlyMap<string, number>;

const uris = {
  mid: 'urn:ietf:params:rtp-hdrext:sdes:mid',
  rid: 'urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id',
  repairedRid: 'urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id',
  sendTime: 'http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time',
  transportCc: 'http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01',
  level: 'urn:ietf:params:rtp-hdrext:ssrc-audio-level',
  captureTime: 'http://www.webrtc.org/experiments/rtp-hdrext/abs-capture-time',
} as const;

export interface Said {
  mid?: string | undefined;
  rid?: string | undefined;
  repairedRid?: string | undefined;
  /** Milliseconds since 1970. */
  sendTime?: number;
  captureTime?: number | undefined;
  transportCc?: number;
  /** dBov, -127 to 0. */
  level?: number | undefined;
}

const writers: { [K in keyof typeof uris]: (value: NonNullable<Said[K]>) => Buffer } = {
  mid: value => Buffer.from(value),
  rid: value => Buffer.from(value),
  repairedRid: value => Buffer.from(value),
  // Seconds in 6.18 bits.
  sendTime: value => uint(3, Math.floor((value / 1000) * 2 ** 18) % 2 ** 24),
  transportCc: value => uint(2, value),
  // RFC 6464: whether it is a voice, and -dBov.
  level: value => uint(1, (value > -127 ? 0x80 : 0) | Math.min(127, Math.round(-value))),
  captureTime: value => {
    const buffer = Buffer.alloc(8);
    buffer.writeBigUInt64BE(ntpOf(value));
    return buffer;
  },
};

/** Of those that were agreed on. */
export function writeExtensions(ids: Ids, said: Said): Extension[] {
  return (Object.keys(uris) as (keyof typeof uris)[]).flatMap(name => {
    const id = ids.get(uris[name]);
    const value = said[name];
    if (id === undefined || value === undefined) return [];
    return [{ id, payload: (writers[name] as (value: unknown) => Buffer)(value) }];
  });
}

/** The number by which the whole transport counts its packets. */
export function transportCcOf(ids: Ids, extensions: readonly Extension[]): number | undefined {
  const payload = payloadOf(ids, uris.transportCc, extensions);
  return payload && payload.length >= 2 ? payload.readUInt16BE() : undefined;
}

/** Milliseconds since 1970. */
export function captureTimeOf(ids: Ids, extensions: readonly Extension[]): number | undefined {
  const payload = payloadOf(ids, uris.captureTime, extensions);
  return payload && payload.length >= 8 ? millisecondsOf(payload.readBigUInt64BE()) : undefined;
}

function payloadOf(ids: Ids, uri: string, extensions: readonly Extension[]): Buffer | undefined {
  const id = ids.get(uri);
  return extensions.find(extension => extension.id === id)?.payload;
}

function uint(bytes: number, value: number): Buffer {
  const buffer = Buffer.alloc(bytes);
  buffer.writeUIntBE(value, 0, bytes);
  return buffer;
}
