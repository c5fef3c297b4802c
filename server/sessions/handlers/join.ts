/**
 * Entering a room.
 */
import { RequestError } from '../../errors.ts';
import { maxPeerName, maxRoomName } from '../../protocol/shapes.ts';
import type { AdmissionHandler } from './context.ts';
import { normalized } from './normalized.ts';
import { seated } from './seated.ts';

export const join: AdmissionHandler<'join'> = async (context, params) => {
  const { registry, access, address, applicant } = context;
  if (!address.takeJoin()) throw new RequestError('rate-limited');
  const { token, passcode, rtpCapabilities, interest, data = false } = params;
  const name = params.name === undefined ? undefined : normalized('name', params.name, maxPeerName);
  const roomName = normalized('room', params.room, maxRoomName);
  const visitor = await access.visitor({ room: roomName, name, token });
  const request = { visitor, rtpCapabilities, interest, data };
  const { room, peer } = await registry.join(roomName, { request, passcode, tries: address, applicant });
  const { state } = room;
  const result = { ...seated(context, { room, peer }), state, media: peer.describeMedia() };
  return { peer, room, result, seq: state.seq, resumed: false };
};
