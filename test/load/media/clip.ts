/**
 * A loop of encoded sound or pictures as a small file: one line of JSON that says what is in it, then the frames. Frames are kept small
 * in the file and padded to the size they have on the wire when they are read. Pure; knows no RTP and no folder.
 */
import { createHash } from 'node:crypto';
import Type, { type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import { OneOf } from '../../../server/protocol/shapes.ts';

const codecs = ['opus', 'VP8', 'VP9', 'H264'] as const;
const Count = Type.Integer({ minimum: 1, maximum: 1_000_000 });

const Header = Type.Object(
  {
    codec: OneOf(codecs),
    /** Of the picture; 0 x 0: sound. */
    width: Type.Integer({ minimum: 0, maximum: 4096 }),
    height: Type.Integer({ minimum: 0, maximum: 4096 }),
    clockRate: Count,
    /** Of the clock, from frame to frame. */
    ticks: Count,
    /** Of all that follows this line, in hexadecimal. */
    sha256: Type.String({ pattern: '^[0-9a-f]{64}$' }),
    /** Bytes in the file, bytes on the wire, temporal layer (video) or level in dBov (audio) of each. The first is a key frame. */
    frames: Type.Array(Type.Tuple([Count, Count, Type.Integer({ minimum: -127, maximum: 2 })]), {
      minItems: 1,
      maxItems: 10_000,
    }),
  },
  { additionalProperties: false },
);
const header = Compile(Header);
export type ClipHeader = Static<typeof Header>;

export interface Frame {
  readonly data: Uint8Array;
  /** 0 where there is but one. */
  readonly temporalLayer: number;
  /** Of sound, in dBov; of pictures 0. */
  readonly level: number;
}

export interface Clip extends Omit<ClipHeader, 'frames' | 'sha256'> {
  readonly frames: readonly Frame[];
}

export type StoredFrame = Frame & { readonly wireBytes: number };

const newLine = 0x0a;

export function writeClip(
  about: Omit<ClipHeader, 'frames' | 'sha256'>,
  frames: readonly StoredFrame[],
): Buffer {
  const body = Buffer.concat(frames.map(({ data }) => data));
  const table = frames.map(({ data, wireBytes, temporalLayer, level }) => [
    data.length,
    wireBytes,
    about.width > 0 ? temporalLayer : level,
  ]);
  const line = JSON.stringify({ ...about, sha256: digest(body), frames: table });
  return Buffer.concat([Buffer.from(`${line}\n`), body]);
}

/** Throws with what is wrong where the file is not whole. */
export function readClip(file: Buffer): Clip {
  const end = file.indexOf(newLine);
  const { sha256, frames: table, ...about } = readHeader(file.subarray(0, Math.max(0, end)));
  const body = file.subarray(end + 1);
  if (digest(body) !== sha256) throw new Error('the clip is damaged: its digest is another');
  let offset = 0;
  const frames = table.map(([bytes, wireBytes, mark]): Frame => {
    if (wireBytes < bytes) throw new Error('the clip is damaged: a frame is larger than it is to be');
    const data = padded(about.codec, body.subarray(offset, offset + bytes), wireBytes);
    offset += bytes;
    return about.width > 0
      ? { data, temporalLayer: Math.max(0, mark), level: 0 }
      : { data, temporalLayer: 0, level: mark };
  });
  if (offset !== body.length) throw new Error('the clip is damaged: it is longer or shorter than its frames');
  return { ...about, frames };
}

function readHeader(line: Buffer): ClipHeader {
  try {
    return header.Parse(JSON.parse(line.toString('utf8')));
  } catch (cause) {
    throw new Error('the clip is damaged: its first line makes no sense', { cause });
  }
}

function digest(body: Buffer): string {
  return createHash('sha256').update(body).digest('hex');
}

/** NAL unit of filler data (ITU-T H.264 section 7.3.2.7): start code, type 12, 0xff …, stop bit. */
const filler = { before: [0, 0, 0, 1, 12], byte: 0xff, after: [0x80] };
const leastFiller = filler.before.length + filler.after.length + 1;

/** What a decoder skips: of VP8 and VP9 zeros behind the frame, of H264 filler data. Sound is not padded. */
function padded(codec: ClipHeader['codec'], data: Buffer, wireBytes: number): Buffer {
  const missing = wireBytes - data.length;
  if (codec === 'opus' || missing === 0) return data;
  if (codec !== 'H264') return Buffer.concat([data], wireBytes);
  if (missing < leastFiller) return data;
  const fill = Buffer.alloc(missing, filler.byte);
  fill.set(filler.before);
  fill.set(filler.after, missing - filler.after.length);
  return Buffer.concat([data, fill]);
}
