/**
 * From a frame of a clip to the payloads of its RTP packets, for VP8 (RFC 7741), VP9 (RFC 9628) and H264 (RFC 6184, packetization mode 1).
 * Counts what the descriptors count; knows no sequence numbers and no clock.
 */
import { H264Packetizer } from 'werift';
import type { Clip, Frame } from './clip.ts';

/** Bytes of a payload at most, its descriptor included: with all headers it fits every path. */
export const maxPayload = 1_200;

/** What goes before the frames' own bytes; both count in 15 and 8 bits and go on over the ends of a loop. */
export interface Counters {
  pictureId: number;
  tl0PicIdx: number;
}

/** Of one stream: gives the payloads of the frame at that position of its clip. They belong to whoever asked and are never changed. */
export type Packetize = (position: number) => readonly Uint8Array[];

/** `first`: where the counters begin. */
export function packetizerFor(clip: Clip, first: Counters): Packetize {
  if (clip.codec === 'H264') return position => h264Payloads(clip)[position] ?? [];
  const describe = clip.codec === 'VP8' ? vp8Descriptor : vp9Descriptor;
  const counters = { pictureId: first.pictureId - 1, tl0PicIdx: first.tl0PicIdx };
  return position => {
    const frame = clip.frames[position];
    if (!frame) throw new RangeError(`the clip has no frame ${position}`);
    counters.pictureId = (counters.pictureId + 1) & 0x7fff;
    if (frame.temporalLayer === 0) counters.tl0PicIdx = (counters.tl0PicIdx + 1) & 0xff;
    return split(frame, part => describe(clip, position, part, counters));
  };
}

interface Part {
  readonly frame: Frame;
  readonly isFirst: boolean;
  readonly isLast: boolean;
}

/** Parts of equal size, each behind its descriptor. */
function split(frame: Frame, describe: (part: Part) => readonly number[]): Uint8Array[] {
  const longest = describe({ frame, isFirst: true, isLast: false }).length;
  const count = Math.ceil(frame.data.length / (maxPayload - longest));
  const size = Math.ceil(frame.data.length / count);
  return Array.from({ length: count }, (_, index) => {
    const descriptor = describe({ frame, isFirst: index === 0, isLast: index === count - 1 });
    const bytes = frame.data.subarray(index * size, (index + 1) * size);
    const payload = new Uint8Array(descriptor.length + bytes.length);
    payload.set(descriptor);
    payload.set(bytes, descriptor.length);
    return payload;
  });
}

/** The pattern of the temporal layers (0 2 1 2) that encode.ts makes: at these places a receiver can climb to the layer of the frame. */
const period = 4;
const isSwitchingPoint = [false, true, true, false];

/** RFC 7741 section 4.2: with picture id, TL0PICIDX and TID. Nothing refers to a frame of the highest layer. */
function vp8Descriptor(
  _clip: Clip,
  position: number,
  { frame: { temporalLayer }, isFirst }: Part,
  { pictureId, tl0PicIdx }: Counters,
): number[] {
  const required = 0x80 | (temporalLayer === 2 ? 0x20 : 0) | (isFirst ? 0x10 : 0);
  const layer = (temporalLayer << 6) | (isSwitchingPoint[position % period] ? 0x20 : 0);
  return [required, 0xe0, 0x80 | (pictureId >> 8), pictureId & 0xff, tl0PicIdx, layer];
}

/** RFC 9628 section 4.2, not flexible: what refers to what is told once, with the key frame. */
function vp9Descriptor(
  clip: Clip,
  position: number,
  { frame: { temporalLayer }, isFirst, isLast }: Part,
  { pictureId, tl0PicIdx }: Counters,
): number[] {
  const isKey = position === 0;
  const required =
    0xa0 | (isKey ? 0 : 0x40) | (isFirst ? 0x08 : 0) | (isLast ? 0x04 : 0) | (isKey && isFirst ? 0x02 : 0);
  const layer = (temporalLayer << 5) | (isSwitchingPoint[position % period] ? 0x10 : 0);
  const structure = isKey && isFirst ? vp9Structure(clip) : [];
  return [required, 0x80 | (pictureId >> 8), pictureId & 0xff, layer, tl0PicIdx, ...structure];
}

/** The same section, scalability structure: one size, and a group of four pictures with the distances to those they refer to. */
function vp9Structure({ width, height }: Clip): number[] {
  const size = [width >> 8, width & 0xff, height >> 8, height & 0xff];
  const group = [
    [0x04, 4], // T0, of the T0 before
    [0x54, 1], // T2
    [0x34, 2], // T1
    [0x48, 1, 3], // T2, of T1 and T0
  ];
  return [0x18, ...size, group.length, ...group.flat()];
}

const prepared = new WeakMap<Clip, readonly (readonly Uint8Array[])[]>();

/** Nothing in them counts, so all streams send the same. */
function h264Payloads(clip: Clip): readonly (readonly Uint8Array[])[] {
  const there = prepared.get(clip);
  if (there) return there;
  const packetizer = new H264Packetizer({
    maxPayloadSize: maxPayload,
    payloadType: 0,
    ssrc: 0,
    inputFormat: 'annexb',
  });
  const payloads = clip.frames.map(({ data }) =>
    packetizer.packetize(Buffer.from(data), 0).map(({ payload }) => payload),
  );
  prepared.set(clip, payloads);
  return payloads;
}
