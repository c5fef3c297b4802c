/** The arithmetic of the client on libdatachannel, by hand-made streams. */
import { expect, test } from 'vitest';
import { Arrivals } from '../transport/datachannel/arrivals.ts';
import { FrameGaps } from '../transport/datachannel/frame-gaps.ts';
import { Sequence } from '../transport/datachannel/sequence.ts';

test('loss is what was expected and did not come, also when numbers wrap, come late or twice', () => {
  const sequence = new Sequence();
  for (const each of [65_533, 65_535, 1, 0, 65_534, 4]) sequence.add(each);
  expect([sequence.expected, sequence.lost]).toEqual([8, 2]);
  expect(sequence.due(0)).toEqual([2, 3]);
  expect(sequence.due(50)).toEqual([]);
  expect(sequence.due(100)).toEqual([2, 3]);
  sequence.add(2);
  expect(sequence.due(200)).toEqual([3]);
  for (const each of [3, 3, 4]) sequence.add(each);
  expect(sequence.lost).toBe(-2);
  expect(sequence.due(1_000)).toEqual([]);
});

test('what is asked for too often, or is too old, is given up', () => {
  const sequence = new Sequence();
  sequence.add(0);
  sequence.add(2);
  for (let time = 0; time < 1_000; time += 100) expect(sequence.due(time)).toEqual([1]);
  expect(sequence.due(1_000)).toEqual([]);
  sequence.add(4);
  sequence.add(1_005);
  expect(sequence.due(2_000)).not.toContain(3);
});

test('a freeze is a gap of three times the mean, and 150 ms more than it', () => {
  const gaps = new FrameGaps();
  for (let time = 0; time <= 1_000; time += 100) gaps.frame(time);
  gaps.frame(1_290);
  expect(gaps.freezes).toBe(0);
  gaps.frame(2_290);
  expect([gaps.freezes, gaps.frozen]).toEqual([1, 1_000]);
  gaps.pause();
  gaps.frame(60_000);
  expect(gaps.freezes).toBe(1);
});

test('feedback tells when each packet came, and which did not', () => {
  const arrivals = new Arrivals();
  expect(arrivals.feedback(7)).toBeUndefined();
  arrivals.add(65_535, 1_000);
  arrivals.add(1, 1_080);
  const feedback = arrivals.feedback(7);
  expect(feedback).toMatchObject({
    mediaSourceSsrc: 7,
    baseSequenceNumber: 65_535,
    packetStatusCount: 3,
    referenceTime: 15, // 960 ms
    packetChunks: [
      { packetStatus: 1, runLength: 1 },
      { packetStatus: 0, runLength: 1 },
      { packetStatus: 2, runLength: 1 },
    ],
    recvDeltas: [{ delta: 40_000 }, { delta: 80_000 }],
  });
  expect(arrivals.feedback(7)).toBeUndefined();
});
