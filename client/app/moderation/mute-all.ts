/**
 * Muting everybody else: one request each, no faster than the server takes them.
 */
import { type Moderation, type PeerState, RequestError } from '../../sdk/index.ts';

/** Milliseconds until the server takes requests again. */
const patience = 1_000;
/** After so many refusals in a row something else is wrong. */
const maxRefusals = 10;

/** Rejects as `Moderation.mute`; whoever left or muted meanwhile is no failure. */
export async function muteAll(
  peers: readonly PeerState[],
  moderation: Pick<Moderation, 'mute'>,
): Promise<void> {
  const microphones = peers
    .flatMap(peer => Object.values(peer.producers))
    .filter(({ source, paused }) => source === 'microphone' && !paused);
  for (const { producerId } of microphones) await muteOne(producerId, moderation);
}

async function muteOne(producerId: string, moderation: Pick<Moderation, 'mute'>): Promise<void> {
  for (let refusals = 1; ; refusals += 1) {
    try {
      return await moderation.mute(producerId);
    } catch (error) {
      const reason = error instanceof RequestError ? error.reason : '';
      if (reason === 'not-found') return;
      if (reason !== 'rate-limited' || refusals === maxRefusals) throw error;
      await new Promise(resolve => setTimeout(resolve, patience));
    }
  }
}
