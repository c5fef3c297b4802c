/** The files of clips: what is written is read again, and what is damaged is not. */
import { expect, test } from 'vitest';
import { readClip, writeClip } from './clip.ts';

const about = { codec: 'VP8', width: 320, height: 180, clockRate: 90_000, ticks: 3000 } as const;
const frames = [
  { data: Buffer.from([1, 2, 3]), wireBytes: 10, temporalLayer: 0, level: 0 },
  { data: Buffer.from([4]), wireBytes: 1, temporalLayer: 2, level: 0 },
];

test('frames are read with the size that they have on the wire', () => {
  const clip = readClip(writeClip(about, frames));
  expect(clip).toMatchObject(about);
  expect(clip.frames.map(({ data }) => [...data])).toEqual([[1, 2, 3, 0, 0, 0, 0, 0, 0, 0], [4]]);
  expect(clip.frames.map(({ temporalLayer }) => temporalLayer)).toEqual([0, 2]);
});

test('H264 is padded by a NAL unit of filler data', () => {
  const clip = readClip(writeClip({ ...about, codec: 'H264' }, frames.slice(0, 1)));
  expect([...(clip.frames[0]?.data ?? [])]).toEqual([1, 2, 3, 0, 0, 0, 1, 12, 0xff, 0x80]);
});

test('what is damaged is refused', () => {
  const whole = writeClip(about, frames);
  const changed = Buffer.from(whole);
  changed[changed.length - 1] = 5;
  const body = whole.subarray(whole.indexOf('\n'));
  const line = JSON.parse(whole.subarray(0, whole.indexOf('\n')).toString());
  const table = Buffer.concat([Buffer.from(JSON.stringify({ ...line, frames: [[3, 3, 0]] })), body]);
  const small = Buffer.concat([Buffer.from(JSON.stringify({ ...line, frames: [[4, 3, 0]] })), body]);
  expect(() => readClip(changed)).toThrow('digest');
  expect(() => readClip(whole.subarray(0, -1))).toThrow('digest');
  expect(() => readClip(table)).toThrow('longer or shorter');
  expect(() => readClip(small)).toThrow('larger than');
  expect(() => readClip(Buffer.from('{"codec":"VP8"}\n'))).toThrow('first line');
  expect(() => readClip(Buffer.alloc(0))).toThrow('first line');
});
