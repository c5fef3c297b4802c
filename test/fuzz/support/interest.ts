/** Interests that a client may declare, and what each of them matches: written from the protocol, not from the server. */
import { randomUUID } from 'node:crypto';
import type { Interest } from '../../../server/protocol/interest.ts';
import type { ProducerState } from '../../../server/protocol/room-state.ts';
import { kindOf } from '../../../server/protocol/words.ts';
import type { Random } from './random.ts';

/** In some of these producers, and in one that is not there. */
export function anyInterest(producerIds: readonly string[], random: Random): Interest {
  const ids = [...producerIds, randomUUID()];
  const size = () => random.pick([0, 0, 90, 180, 360, 720, 16_384]);
  return {
    audio: random.chance(0.7) ? 'all' : ids.filter(() => random.chance(0.5)).slice(0, 128),
    video: ids
      .filter(() => random.chance(0.4))
      .slice(0, 128)
      .map(producerId => ({ producerId, width: size(), height: size() })),
    otherVideo: random.chance(0.6) ? { width: size(), height: size() } : null,
  };
}

export function matches(interest: Interest, { producerId, source }: ProducerState): boolean {
  const { audio } = interest;
  if (kindOf(source) === 'video') return tileOf(interest, producerId) !== null;
  return audio === 'all' || audio.includes(producerId);
}

export function tileOf({ video, otherVideo }: Interest, producerId: string) {
  // Named twice: the last counts.
  return video.findLast(each => each.producerId === producerId) ?? otherVideo;
}
