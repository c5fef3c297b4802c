/**
 * Entering a room.
 */
import { RequestError } from '../../errors.ts';
import { maxPeerName, maxRoomName } from '../../protocol/shapes.ts';
import type { AdmissionHandler } from './context.ts';

export const join: AdmissionHandler<'join'> = async ({ registry, applicant }, params) => {
  const { rtpCapabilities, interest } = params;
  const name = normalized('name', params.name, maxPeerName);
  const roomName = normalized('room', params.room, maxRoomName);
  const { room, peer } = await registry.join(roomName, { name, rtpCapabilities, interest }, applicant);
  const media = { ...peer.media.info(), consumers: peer.subscriptions.takeUntold() };
  return { peer, room, result: { peerId: peer.peerId, state: room.state, media } };
};

/** NFC, which can be longer than what it was made of: what others are sent keeps to the bounds as well. */
function normalized(field: string, text: string, maxLength: number): string {
  if (!text.isWellFormed()) throw new RequestError('invalid-params', field, 'must be well-formed Unicode');
  const normal = text.normalize('NFC');
  if ([...normal].length <= maxLength) return normal;
  throw new RequestError('invalid-params', field, `must not have more than ${maxLength} characters in NFC`);
}
