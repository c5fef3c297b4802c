/** What the answers to `join` and `resume` have in common: who one is, how to come back, what helps through hard networks. */
import type { Result } from '../../protocol/methods.ts';
import type { Seat } from '../../rooms/seats.ts';
import type { Connected } from './context.ts';

type Seated = Omit<Result<'resume'>, 'events' | 'state' | 'media'>;

/** `shown`: the token that was come back with. */
export function seated({ registry, turn }: Connected, seat: Seat, shown?: string): Seated {
  const { seats, seatSeconds } = registry;
  const { peerId, grant } = seat.peer;
  const { iceServers } = turn.issue(peerId);
  return { peerId, grant, resumeToken: seats.issue(seat, shown), seatSeconds, iceServers };
}
