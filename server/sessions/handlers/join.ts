/**
 * Entering a room.
 */
import { maxPeerName, maxRoomName } from '../../protocol/shapes.ts';
import type { AdmissionHandler } from './context.ts';
import { normalized } from './normalized.ts';

export const join: AdmissionHandler<'join'> = async ({ registry, applicant }, params) => {
  const { rtpCapabilities, interest, data = false } = params;
  const name = normalized('name', params.name, maxPeerName);
  const roomName = normalized('room', params.room, maxRoomName);
  const request = { name, rtpCapabilities, interest, data };
  const { room, peer } = await registry.join(roomName, request, applicant);
  const info = peer.messaging.info();
  const media = {
    ...peer.media.info(),
    consumers: peer.subscriptions.takeUntold(),
    ...(info && { data: info }),
  };
  return { peer, room, result: { peerId: peer.peerId, state: room.state, media } };
};
