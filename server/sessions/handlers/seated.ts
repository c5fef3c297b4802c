/** What the answers to `join` and `resume` have in common: who one is, and how to come back. */
import type { Result } from '../../protocol/methods.ts';
import type { Registry } from '../../rooms/registry.ts';
import type { Seat } from '../../rooms/seats.ts';

type Seated = Omit<Result<'resume'>, 'events' | 'state' | 'media'>;

/** `shown`: the token that was come back with. */
export function seated({ seats, seatSeconds }: Registry, seat: Seat, shown?: string): Seated {
  const { peerId, grant } = seat.peer;
  return { peerId, grant, resumeToken: seats.issue(seat, shown), seatSeconds };
}
