/**
 * What others did to a peer's own sources, as far as two states of the room tell: for who missed the events between them. Who did it is
 * not told by a state.
 */
import type { RoomEvent, RoomState } from '#protocol/room-state.ts';

export type Forced = Extract<RoomEvent, { type: 'producerPaused' | 'producerRemoved' }>;

/** As events of `self`, by `null`; in the order in which the sources were published. */
export function forcedBetween(before: RoomState, { peers, seq }: RoomState, self: string): Forced[] {
  const now = peers[self]?.producers ?? {};
  return Object.values(before.peers[self]?.producers ?? {}).flatMap(({ producerId, paused }): Forced[] => {
    const change = { seq, at: 0, peerId: self, producerId, by: null };
    if (!now[producerId]) return [{ ...change, type: 'producerRemoved' }];
    return !paused && now[producerId].paused ? [{ ...change, type: 'producerPaused' }] : [];
  });
}
