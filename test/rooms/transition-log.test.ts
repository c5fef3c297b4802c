import { expect, test } from 'vitest';
import { createLog } from '../../server/log.ts';
import { transitionLog } from '../../server/rooms/transition-log.ts';
import type { Transition } from '../../server/rooms/transitions.ts';

/** What a server that logs at `level` writes, without the time. */
function written(transition: Transition, level = 'debug'): unknown[] {
  const lines: string[] = [];
  transitionLog(createLog(level, { write: line => lines.push(line) }))(transition);
  return lines.map(line => {
    const { time: _, ...rest } = JSON.parse(line);
    return rest;
  });
}

const at = 1_795_000_000_000;
const ofRoom = { at, room: 'kitchen', roomId: 'r1' };
const ofPeer = { ...ofRoom, peerId: 'p1', name: 'Ann', identity: null };
const [debug, info, warn] = [20, 30, 40];

test('a line has the room and the peer, whole milliseconds, and the name where somebody joins', () => {
  expect(written({ type: 'peerJoined', ...ofPeer, took: 12.34, peers: 3 })).toEqual([
    {
      level: info,
      room: 'kitchen',
      roomId: 'r1',
      peer: 'p1',
      name: 'Ann',
      identity: null,
      took: 12,
      peers: 3,
      msg: 'peer joined',
    },
  ]);
  expect(written({ type: 'peerSuspended', ...ofPeer, reason: 'timeout' })).toEqual([
    { level: info, room: 'kitchen', roomId: 'r1', peer: 'p1', reason: 'timeout', msg: 'peer suspended' },
  ]);
});

test('what goes wrong is a warning, and says what was done', () => {
  expect(written({ type: 'mediaLost', ...ofRoom })).toMatchObject([
    { level: warn, msg: 'room lost its media' },
  ]);
  const offence = { step: 'paused', source: 'camera', kbps: 5_000, allowed: 2_500 } as const;
  expect(written({ type: 'offended', ...ofPeer, ...offence })).toMatchObject([
    { level: warn, kbps: 5_000, msg: 'a publisher was far too fast and is paused' },
  ]);
});

test('what anybody can make happen many times a second is not in the usual log', () => {
  const often: Transition[] = [
    { type: 'joinRefused', at, room: 'kitchen', name: 'Eve', reason: 'passcode-wrong' },
    { type: 'producerPaused', ...ofPeer, source: 'microphone', by: 'p1' },
    { type: 'producerResumed', ...ofPeer, source: 'microphone' },
    { type: 'qualityChanged', ...ofPeer, level: 'poor', limit: 'upload' },
    { type: 'layersChanged', ...ofPeer, from: 'p2', source: 'camera', layers: null, limit: 'network' },
  ];
  for (const transition of often) {
    expect(written(transition, 'info')).toEqual([]);
    expect(written(transition)).toMatchObject([{ level: debug, room: 'kitchen' }]);
  }
});
