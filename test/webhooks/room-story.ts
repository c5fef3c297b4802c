/** What the rooms tell an observer, as short as tests want it. */

import { usualSettings } from '#protocol/fold.ts';
import type { RoomEvent } from '#protocol/room-state.ts';
import type { RoomObserver } from '../../server/rooms/room-observer.ts';

export function handRaised(seq: number): RoomEvent {
  return { seq, at: 1_000 + seq, type: 'handRaised', peerId: 'ann' };
}

export function chatSent(seq: number, text: string): RoomEvent {
  const messageId = '00000000-0000-4000-8000-000000000000';
  return { seq, at: 1_000 + seq, type: 'chatSent', messageId, peerId: 'ann', text };
}

export function open(observer: RoomObserver, roomId: string, room = 'blue'): void {
  observer.opened({ roomId, room, settings: usualSettings, at: 1_000 });
}

/** The room opens, and `events` hands are raised in it. */
export function tell(observer: RoomObserver, roomId: string, events: number, room = 'blue'): void {
  open(observer, roomId, room);
  for (let seq = 1; seq <= events; seq += 1) observer.happened(roomId, handRaised(seq));
}

export function end(observer: RoomObserver, roomId: string): void {
  observer.closed(roomId, { reason: 'empty', at: 9_000 });
}
