/** Waits until a load peer has received more than it had. */
import { poll } from '../../../support/poll.ts';
import type { LoadPeer } from '../peer.ts';

export async function receivesOn(peer: LoadPeer): Promise<void> {
  const before = framesOf(peer);
  await poll('more media', () => framesOf(peer) > before + 30);
}

function framesOf(peer: LoadPeer): number {
  return peer.report().received.reduce((sum, { frames }) => sum + frames, 0);
}
