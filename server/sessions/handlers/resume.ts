/**
 * Coming back to a seat on another socket.
 */
import { RequestError } from '../../errors.ts';
import type { AdmissionHandler } from './context.ts';
import { seated } from './seated.ts';

/** Nothing is awaited in it: what the peer is told afterwards follows on what the result says. */
export const resume: AdmissionHandler<'resume'> = async (context, { resumeToken, seq }) => {
  const { registry, address } = context;
  if (!address.takeJoin()) throw new RequestError('rate-limited');
  const seat = registry.seats.find(resumeToken);
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
