/**
 * Entering a room.
 */
import { RequestError } from '../../errors.ts';
import type { Params } from '../../protocol/methods.ts';
import { maxPeerName, maxRoomName } from '../../protocol/shapes.ts';
import { refusalFor } from '../refusal.ts';
import type { AdmissionHandler, Connected } from './context.ts';
import { normalized } from './normalized.ts';
import { seated } from './seated.ts';

export const join: AdmissionHandler<'join'> = async (context, params) => {
  try {
    return await enter(context, params);
  } catch (error) {
    tellRefused(context, params, error);
    throw error;
  }
};

const enter: AdmissionHandler<'join'> = async (context, params) => {
  const askedAt = performance.now();
  const { registry, access, address, applicant } = context;
  if (!address.takeJoin()) throw new RequestError('rate-limited');
  const { token, passcode, rtpCapabilities, interest, data = false } = params;
  const name = params.name === undefined ? undefined : normalized('name', params.name, maxPeerName);
  const roomName = normalized('room', params.room, maxRoomName);
  const visitor = await access.visitor({ room: roomName, name, token });
  const request = { visitor, rtpCapabilities, interest, data, askedAt };
  const { room, peer } = await registry.join(roomName, { request, passcode, tries: address, applicant });
  const { state } = room;
  const result = { ...seated(context, { room, peer }), state, media: peer.describeMedia() };
  return { peer, room, result, seq: state.seq, resumed: false };
};

/** Who went away by itself was not refused. */
function tellRefused({ applicant, onTransition }: Connected, params: Params<'join'>, error: unknown): void {
  if (applicant.signal.aborted) return;
  const { room, name = null } = params;
  const { reason } = refusalFor(error);
  onTransition({ type: 'joinRefused', at: Date.now(), room, name, reason });
}
