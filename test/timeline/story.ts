/** Transitions as the rooms tell them, with a clock that a test moves. */

import type { CloseReason } from '../../server/protocol/words.ts';
import { Timeline, type TimelineOptions } from '../../server/timeline/timeline.ts';

type Happening = Parameters<Timeline['listener']>[0];

/** What a transition says of a peer beyond who it is. */
export type OfPeer<T = Happening> = T extends { peerId: string; at: number }
  ? Omit<T, 'at' | 'room' | 'roomId' | 'peerId' | 'name' | 'identity'>
  : never;

export function tell(options: Pick<TimelineOptions, 'bounds'> = {}) {
  const clock = { now: 1_000_000 };
  const timeline = new Timeline({ ...options, now: () => clock.now });
  const at = () => clock.now;
  const peer = (room: string, name: string, told: OfPeer, identity: string | null = null) =>
    timeline.listener({
      ...told,
      at: at(),
      room,
      roomId: `${room}-1`,
      peerId: name.toLowerCase(),
      name,
      identity,
    } as Happening);
  return {
    timeline,
    peer,
    pass: (milliseconds: number) => {
      clock.now += milliseconds;
    },
    open: (room: string) => timeline.listener({ type: 'roomOpened', at: at(), room, roomId: `${room}-1` }),
    close: (room: string) =>
      timeline.listener({
        type: 'roomClosed',
        at: at(),
        room,
        roomId: `${room}-1`,
        reason: 'empty',
        lasted: 1,
      }),
    join: (room: string, name: string, identity: string | null = null) =>
      peer(room, name, { type: 'peerJoined', took: 50, peers: 1 }, identity),
    leave: (room: string, name: string, reason: CloseReason = 'left') =>
      peer(room, name, { type: 'peerLeft', reason, stayed: 1_000, peers: 0 }),
    refuse: (room: string, name: string | null) =>
      timeline.listener({ type: 'joinRefused', at: at(), room, name, reason: 'room-locked' }),
  };
}

export const anywhere = () => true;
