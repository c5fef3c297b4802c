/**
 * The port through which the rooms tell what happens to them, to those who follow from outside. Who they are is chosen in app.ts;
 * nothing here may wait for them.
 */
import type { RoomSettings } from '../protocol/room-settings.ts';
import type { RoomEvent } from '../protocol/room-state.ts';
import type { CloseReason } from '../protocol/words.ts';

/** What happens to rooms, for those who follow from outside: webhooks, the HTTP API. */
export interface RoomObserver {
  /** A room opened; `roomId` is new each time, `room` is its name. Its events have seq 1, 2, … from here. */
  opened(room: { roomId: string; room: string; settings: RoomSettings; at: number }): void;
  happened(roomId: string, event: RoomEvent): void;
  /** The last call for this room. */
  closed(roomId: string, end: { reason: CloseReason | 'empty'; at: number }): void;
}
