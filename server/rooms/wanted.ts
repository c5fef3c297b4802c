/**
 * What an interest means in a room at this moment. Pure; the subscriptions make it real.
 */
import type { Interest, TileSize } from '../protocol/interest.ts';
import { kindOf } from '../protocol/words.ts';
import type { Publication } from './publication.ts';

export interface Wanted {
  readonly publication: Publication;
  /** Size of the tile; undefined for audio. */
  readonly tile: TileSize | undefined;
  /** 1 to 255, the higher the more important, as mediasoup counts. */
  readonly priority: number;
}

const otherPriority = 1;

/** What `interest` matches among `publications` of others, by producer id. */
export function wantedBy(interest: Interest, publications: Iterable<Publication>): Map<string, Wanted> {
  const named = new Map(interest.video.map((video, index) => [video.producerId, { ...video, index }]));
  const audible = interest.audio === 'all' ? undefined : new Set(interest.audio);
  const wanted = new Map<string, Wanted>();

  for (const publication of publications) {
    const { producerId } = publication;
    if (kindOf(publication.source) === 'audio') {
      if (audible && !audible.has(producerId)) continue;
      wanted.set(producerId, { publication, tile: undefined, priority: otherPriority });
      continue;
    }
    const tile = named.get(producerId) ?? interest.otherVideo;
    if (!tile) continue;
    const index = named.get(producerId)?.index;
    const priority = index === undefined ? otherPriority : Math.max(otherPriority + 1, 254 - index);
    wanted.set(producerId, { publication, tile, priority });
  }
  return wanted;
}
