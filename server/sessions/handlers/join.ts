/** Entering a room. */
import { RequestError } from '../../errors.ts';
import type { AdmissionHandler } from './context.ts';

export const join: AdmissionHandler<'join'> = async ({ registry, applicant }, params) => {
  const { name, rtpCapabilities, interest } = params;
  if (!params.room.isWellFormed())
    throw new RequestError('invalid-params', 'room', 'must be well-formed Unicode');
  if (!name.isWellFormed()) throw new RequestError('invalid-params', 'name', 'must be well-formed Unicode');
  const { room, peer } = await registry.join(
    params.room.normalize('NFC'),
    { name: name.normalize('NFC'), rtpCapabilities, interest },
    applicant,
  );
  const media = { ...peer.media.info(), consumers: peer.subscriptions.takeUntold() };
  return { peer, room, result: { peerId: peer.peerId, state: room.state, media } };
};
