/**
 * Entering a room.
 */
import { maxPeerName, maxRoomName } from '../../protocol/shapes.ts';
import type { AdmissionHandler } from './context.ts';
import { normalized } from './normalized.ts';

export const join: AdmissionHandler<'join'> = async ({ registry, applicant }, params) => {
  const { rtpCapabilities, interest } = params;
  const name = normalized('name', params.name, maxPeerName);
  const roomName = normalized('room', params.room, maxRoomName);
  const { room, peer } = await registry.join(roomName, { name, rtpCapabilities, interest }, applicant);
  const media = { ...peer.media.info(), consumers: peer.subscriptions.takeUntold() };
  return { peer, room, result: { peerId: peer.peerId, state: room.state, media } };
};
