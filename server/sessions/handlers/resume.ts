/**
 * Coming back to a seat on another socket.
 */
import { RequestError } from '../../errors.ts';
import type { Seat } from '../../rooms/seats.ts';
import type { AdmissionHandler, Connected } from './context.ts';
import { seated } from './seated.ts';

/** Nothing is awaited in it: what the peer is told afterwards follows on what the result says. */
export const resume: AdmissionHandler<'resume'> = async (context, { resumeToken, seq }) => {
  const seat = find(context, resumeToken);
  const { room, peer } = seat;
  peer.release();
  const { state } = room;
  // Who has seen what has not happened yet has seen another room.
  const missed = seq <= state.seq ? room.since(seq) : undefined;
  const { generation } = peer.media;
  const media = { generation, consumers: peer.subscriptions.takeAll() };
  const result = {
    ...seated(context, seat, resumeToken),
    ...(missed ? { events: missed } : { events: [], state }),
    media,
  };
  return { peer, room, result, seq: state.seq, resumed: true };
};

/**
 * Only who comes back to nothing is counted as one more join of the address: those of a whole office are all back at once when
 * their network is.
 */
function find({ registry, address }: Connected, resumeToken: string): Seat {
  try {
    return registry.seats.find(resumeToken);
  } catch (error) {
    if (!address.takeJoin()) throw new RequestError('rate-limited');
    throw error;
  }
}
