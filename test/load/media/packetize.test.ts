/** What comes out of the packetizers, taken apart again by werift and by hand, is what went in. */

import { expect, test } from 'vitest';
import { H264RtpPayload, Vp8RtpPayload, Vp9RtpPayload } from 'werift';
import type { Clip } from './clip.ts';
import { soundClips, videoClips } from './clips.ts';
import { maxPayload, packetizerFor } from './packetize.ts';

const first = { pictureId: 0x7ffe, tl0PicIdx: 0xfe };

function payloadsOf(clip: Clip): Buffer[][] {
  const packetize = packetizerFor(clip, first);
  return clip.frames.map((_, position) => packetize(position).map(payload => Buffer.from(payload)));
}

/** The largest and the smallest of each codec. */
function clipsOf(codec: 'VP8' | 'VP9' | 'H264'): Clip[] {
  return videoClips('camera', codec, true);
}

test.each(['VP8', 'VP9', 'H264'] as const)(
  'no packet of %s is too large, and those of a frame are alike',
  codec => {
    for (const payloads of clipsOf(codec).flatMap(payloadsOf)) {
      expect(payloads.length).toBeGreaterThan(0);
      const sizes = payloads.map(({ length }) => length);
      expect(Math.max(...sizes)).toBeLessThanOrEqual(maxPayload);
      if (codec !== 'H264')
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThan(payloads.length + 40);
    }
  },
);

test('VP8: frames, picture ids, temporal layers', () => {
  for (const clip of [...clipsOf('VP8'), ...videoClips('screen', 'VP8', true)]) {
    for (const [position, payloads] of payloadsOf(clip).entries()) {
      const parts = payloads.map(payload => Vp8RtpPayload.deSerialize(payload));
      expect(Buffer.concat(parts.map(({ payload }) => payload))).toEqual(
        Buffer.from(clip.frames[position]?.data ?? []),
      );
      expect(parts.map(({ sBit }) => sBit)).toEqual(parts.map((_, index) => (index === 0 ? 1 : 0)));
      expect(parts[0]?.isKeyframe).toBe(position === 0);
      for (const part of parts) expect(part.pictureId).toBe((first.pictureId + position) & 0x7fff);
      // RFC 7741 section 4.2: TL0PICIDX grows with each frame of the lowest layer; TID and Y are in the byte behind it.
      const lowest = Math.floor(position / 4) + 1;
      expect(payloads[0]?.[4]).toBe((first.tl0PicIdx + lowest) & 0xff);
      expect(payloads[0]?.[5]).toBe([0x00, 0xa0, 0x60, 0x80][position % 4]);
    }
  }
});

test('VP9: frames, picture ids, layers, and what refers to what', () => {
  for (const clip of clipsOf('VP9')) {
    for (const [position, payloads] of payloadsOf(clip).entries()) {
      const parts = payloads.map(payload => Vp9RtpPayload.deSerialize(payload));
      expect(Buffer.concat(parts.map(({ payload }) => payload))).toEqual(
        Buffer.from(clip.frames[position]?.data ?? []),
      );
      expect(parts.map(({ bBit }) => bBit)).toEqual(parts.map((_, index) => (index === 0 ? 1 : 0)));
      expect(parts.map(({ eBit }) => eBit)).toEqual(
        parts.map((_, index) => (index === parts.length - 1 ? 1 : 0)),
      );
      for (const part of parts) {
        expect(part).toMatchObject({
          pictureId: (first.pictureId + position) & 0x7fff,
          pBit: position === 0 ? 0 : 1,
          fBit: 0,
          tid: [0, 2, 1, 2][position % 4],
          u: [0, 1, 1, 0][position % 4],
          sid: 0,
          tl0PicIdx: (first.tl0PicIdx + Math.floor(position / 4) + 1) & 0xff,
        });
      }
      if (position > 0) continue;
      expect(parts[0]).toMatchObject({ width: [clip.width], height: [clip.height], n_g: 4 });
      expect(parts[0]).toMatchObject({
        pgT: [0, 2, 1, 2],
        pgU: [0, 1, 1, 0],
        pgP_Diff: [[4], [1], [2], [1, 3]],
      });
    }
  }
});

test('H264: NAL units, whole, aggregated and in fragments', () => {
  for (const clip of clipsOf('H264')) {
    for (const [position, payloads] of payloadsOf(clip).entries()) {
      let fragment: Buffer | undefined;
      const units = payloads.map(payload => {
        const part = H264RtpPayload.deSerialize(payload, fragment);
        fragment = part.fragment;
        return part;
      });
      const whole = Buffer.concat(units.flatMap(({ payload }) => payload ?? []));
      expect(withLongStartCodes(whole)).toEqual(
        withLongStartCodes(Buffer.from(clip.frames[position]?.data ?? [])),
      );
      expect(units.some(({ isKeyframe }) => isKeyframe)).toBe(position === 0);
      if (position === 0) expect(units[0]?.aggregatedNalUnitTypes).toEqual([7, 8]);
    }
  }
});

/** Between NAL units three bytes are as good as four. */
function withLongStartCodes(annexB: Buffer): string {
  return annexB
    .toString('hex')
    .replace(/(00)?000001(?=..)/g, match => (match.length > 6 ? match : `00${match}`));
}

test('the clips have the bitrates of a camera, and begin with a key frame that is no more than a picture of it', () => {
  const bitrate = ({ frames, ticks, clockRate }: Clip) =>
    (8 * frames.reduce((sum, { data }) => sum + data.length, 0) * clockRate) / (frames.length * ticks);
  const wanted = {
    VP8: [150_000, 500_000, 1_500_000],
    H264: [150_000, 500_000, 1_500_000],
    VP9: [1_500_000],
  };
  for (const codec of ['VP8', 'H264', 'VP9'] as const) {
    for (const [layer, clip] of clipsOf(codec).entries()) {
      const target = wanted[codec][layer] ?? 0;
      expect(Math.abs(bitrate(clip) / target - 1)).toBeLessThan(0.03);
      expect(clip).toMatchObject({ clockRate: 90_000, ticks: 3000 });
    }
  }
  const { speech, silence } = soundClips();
  expect(bitrate(speech)).toBeGreaterThan(20_000);
  expect(bitrate(speech)).toBeLessThan(45_000);
  expect(speech.ticks).toBe(960);
  expect(silence.ticks / silence.clockRate).toBe(0.4);
  expect(Math.max(...speech.frames.map(({ level }) => level))).toBeGreaterThan(-30);
  expect(Math.max(...silence.frames.map(({ level }) => level))).toBeLessThan(-60);
});
