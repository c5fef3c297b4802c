import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { RoomRoute } from '../../../client/app/route.ts';
import { text } from '../../../client/app/strings/index.ts';
import { join, visit } from '../../../client/app/visit.ts';
import { Room } from '../../../client/sdk/index.ts';
import { joinedRoom } from '../sdk/joined-room.ts';

const route: RoomRoute = { page: 'room', room: 'blue', name: 'Ann', joinAtOnce: false, videoCodec: 'VP8' };

beforeEach(() => {
  vi.stubGlobal('location', { href: 'http://server/r/blue' });
  for (const length of ['innerWidth', 'innerHeight']) vi.stubGlobal(length, 800);
  vi.stubGlobal('devicePixelRatio', 1);
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

test('a call that ended before the page could listen is shown as ended, with its reason', async () => {
  const { farEnd, room } = await joinedRoom();
  farEnd.close(4002, 'media-lost');
  vi.spyOn(Room, 'join').mockResolvedValue(room);
  await join(route);
  expect(visit.value).toEqual({ step: 'after', why: text.end.reasons['media-lost'], reason: 'media-lost' });
});
