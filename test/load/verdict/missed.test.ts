import { expect, test } from 'vitest';
import type { PlannedPeer } from '../scenario/scenario.ts';
import { aPeer, aStream } from '../support/a-part.ts';
import { missedMedia } from './missed.ts';

const end = 60_000;

function planned(number: number, other: Partial<PlannedPeer> = {}): PlannedPeer {
  return {
    ...{ number, room: 'load-1', name: 'Ann', sources: ['camera'], layout: '3x3', speaking: [] },
    visits: [{ from: number * 10_000, to: end }],
    ...other,
  };
}

const sends = [
  {
    ...({ source: 'camera', kind: 'video', milliseconds: 1, rid: null } as const),
    packets: 5,
    bytes: 5,
    retransmitted: 0,
    keyFrameRequests: 0,
    fractionLost: 0,
  },
];
const sender = aPeer(0, { sent: sends, visits: [{ at: 0, joined: 20 }], received: [] });
const blind = (at: number, received = [aStream()]) =>
  aPeer(1, { visits: [{ at, joined: 20, connected: 50 }], received });

test('who came when somebody was sending and saw no key frame has missed it', () => {
  expect(missedMedia([planned(0), planned(1)], [sender, blind(10_000)], end).video).toEqual([1]);
});

test('of who came together with the sender no time is told; only of nothing at all', () => {
  const peers = [planned(0), planned(1, { visits: [{ from: 0, to: end }] })];
  expect(missedMedia(peers, [sender, blind(100)], end).video).toEqual([]);
  expect(missedMedia(peers, [sender, blind(100, [])], end).video).toEqual([1]);
});

test('nothing is missed by who wants none, was there too shortly, was not let in, or has nobody who sends', () => {
  const none = (one: PlannedPeer, other = planned(0), result = blind(10_000)) =>
    missedMedia([other, one], [sender, result], end).video;
  expect(none(planned(1, { layout: 'audio' }))).toEqual([]);
  expect(none(planned(1, { visits: [{ from: 10_000, to: 14_000 }] }))).toEqual([]);
  expect(none(planned(1), planned(0), aPeer(1, { visits: [{ at: 10_000, failure: 'busy' }] }))).toEqual([]);
  expect(none(planned(1), planned(0, { sources: ['microphone'] }))).toEqual([]);
  expect(missedMedia([planned(0), planned(1)], [aPeer(0), blind(10_000)], end).video).toEqual([]);
});
