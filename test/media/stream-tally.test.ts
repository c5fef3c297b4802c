import { expect, test } from 'vitest';
import { type StreamStat, StreamTally } from '../../server/media/stream-tally.ts';

const stat = (ssrc: number, packetCount: number, packetsLost = 0): StreamStat => ({
  type: 'inbound-rtp',
  ssrc,
  packetCount,
  byteCount: 100 * packetCount,
  packetsLost,
  nackCount: 2 * packetsLost,
  pliCount: 1,
});

test('each stream counts once, however often it is looked at', () => {
  const tally = new StreamTally();
  const take = tally.ofOne();
  take([stat(1, 10), stat(2, 5)]);
  take([stat(1, 10), stat(2, 5)]);
  take([stat(1, 30), stat(2, 5)]);
  expect(tally.total).toEqual({ packets: 35, bytes: 3_500, lost: 0, nacks: 0, plis: 2 });
});

test('what has ended stays counted, and the same number elsewhere is another stream', () => {
  const tally = new StreamTally();
  tally.ofOne()([stat(1, 10)]);
  tally.ofOne()([stat(1, 7)]);
  expect(tally.total.packets).toBe(17);
});

test('the total never falls, though packets that seemed lost arrive after all', () => {
  const tally = new StreamTally();
  const take = tally.ofOne();
  const seen = [4, 1, 3, 6].map(lost => {
    take([stat(1, 100, lost)]);
    return tally.total.lost;
  });
  expect(seen).toEqual([4, 4, 4, 6]);
});
