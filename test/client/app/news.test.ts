import { expect, test } from 'vitest';
import { emptyRoom } from '#protocol/fold.ts';
import { newsOf } from '../../../client/app/call/news.ts';
import type { RoomEvent } from '../../../client/sdk/index.ts';

const event: RoomEvent = {
  seq: 1,
  at: 0,
  type: 'producerAdded',
  peerId: 'ann',
  producer: { producerId: 'p', source: 'screen', paused: false },
};

test('a screen is told with its name to the others, and as their own to those who share it', () => {
  const told = (ownId: string) => newsOf(event, emptyRoom('r'), { ownId, readsChat: false });
  expect(told('ann')).toBe('You are sharing your screen.');
  expect(told('ben')).toBe('Someone shares a screen.');
});
