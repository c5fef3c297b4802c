import fc from 'fast-check';
import { expect, test } from 'vitest';
import { applyEvent, emptyRoom, usualSettings } from '#protocol/fold.ts';
import type { RoomChange } from '#protocol/room-state.ts';
import { RoomLog } from '../../server/rooms/room-log.ts';
import { aPeer } from '../support/room-state.ts';

const kept = 256;
const joined = (peerId: string): RoomChange => ({
  type: 'peerJoined',
  peer: aPeer({ peerId }),
});

test('changes are numbered from 1 and folded into the state', () => {
  const log = new RoomLog('kitchen', usualSettings);
  expect(log.state).toEqual(emptyRoom('kitchen'));
  expect(log.append(joined('ann'))).toMatchObject({ seq: 1, type: 'peerJoined' });
  expect(log.append({ type: 'peerLeft', peerId: 'ann', reason: 'left' })).toMatchObject({ seq: 2 });
  expect(log.state).toEqual({ ...emptyRoom('kitchen'), seq: 2 });
});

test('who has seen everything misses nothing', () => {
  const log = new RoomLog('kitchen', usualSettings);
  expect(log.since(0)).toEqual([]);
  const event = log.append(joined('ann'));
  expect(log.since(0)).toEqual([event]);
  expect(log.since(1)).toEqual([]);
});

test('a state and the events since give the present state; too old a state gets none', () => {
  const length = fc.integer({ min: 0, max: 2 * kept });
  fc.assert(
    fc.property(length, fc.nat(2 * kept), (count, pick) => {
      const log = new RoomLog('kitchen', usualSettings);
      const states = [log.state];
      for (let index = 0; index < count; index += 1) {
        log.append(joined(`p${index % 5}`));
        states.push(log.state);
      }
      const seen = states[pick % states.length] ?? emptyRoom('kitchen');
      const missed = log.since(seen.seq);
      if (count - seen.seq > kept) expect(missed).toBeUndefined();
      else expect(missed?.reduce(applyEvent, seen)).toEqual(log.state);
    }),
    { seed: 20261120, numRuns: 50 },
  );
});
