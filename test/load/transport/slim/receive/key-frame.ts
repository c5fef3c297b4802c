/**
 * Whether a payload begins a key frame, by the payload formats of VP8 (RFC 7741), VP9 (RFC 9628) and H264 (RFC 6184). Bytes that make no
 * sense do not.
 */
import type { VideoCodec } from '../../../scenario/scenario.ts';

export function beginsKeyFrame(codec: VideoCodec, payload: Uint8Array): boolean {
  return looks[codec](payload);
}

const looks: Readonly<Record<VideoCodec, (payload: Uint8Array) => boolean>> = {
  VP8: isVp8Key,
  VP9: isVp9Key,
  H264: isH264Key,
};

/** First packet of the first partition, and the P bit of the frame's own header is 0. */
function isVp8Key(payload: Uint8Array): boolean {
  const [first = 0, extended = 0] = payload;
  if ((first & 0x1f) !== 0x10) return false; // S, and partition 0
  let at = 1;
  if (first & 0x80) {
    at = 2;
    if (extended & 0x80) at += (payload[2] ?? 0) & 0x80 ? 2 : 1; // picture id of 15 or 7 bits
    if (extended & 0x40) at += 1;
    if (extended & 0x30) at += 1;
  }
  return at < payload.length && ((payload[at] ?? 1) & 1) === 0;
}

/** Begins a frame (B), predicted from no other picture (P = 0), and is of the lowest layer, where it tells one. */
function isVp9Key(payload: Uint8Array): boolean {
  const [first = 0] = payload;
  if (payload.length < 2 || (first & 0x08) === 0 || (first & 0x40) !== 0) return false;
  if ((first & 0x20) === 0) return true;
  let at = 1;
  if (first & 0x80) at += (payload[at] ?? 0) & 0x80 ? 2 : 1;
  return (((payload[at] ?? 0) >> 1) & 0x7) === 0;
}

const [idr, sequenceParameters, aggregation, fragment] = [5, 7, 24, 28];

function isH264Key(payload: Uint8Array): boolean {
  const type = (payload[0] ?? 0) & 0x1f;
  if (type === idr || type === sequenceParameters) return true;
  if (type === fragment) return ((payload[1] ?? 0) & 0x80) !== 0 && ((payload[1] ?? 0) & 0x1f) === idr;
  if (type !== aggregation) return false;
  for (let at = 1; at + 2 < payload.length; at += 2 + ((payload[at] ?? 0) << 8) + (payload[at + 1] ?? 0)) {
    const inner = (payload[at + 2] ?? 0) & 0x1f;
    if (inner === idr || inner === sequenceParameters) return true;
  }
  return false;
}
