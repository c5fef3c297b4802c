/**
 * Interest: what a peer wants to receive, declared as a whole and replaced as a whole. The server makes reality match it.
 */
import Type, { type Static } from 'typebox';
import { Closed, OneOf, Pixels, ProducerId } from './shapes.ts';

/** At most this many producers can be named in one interest. */
export const maxNamedProducers = 128;

const size = {
  width: Type.With(Pixels, { description: 'of the tile, in device pixels' }),
  height: Type.With(Pixels, { description: 'of the tile, in device pixels; 0 x 0: kept ready, not sent' }),
};

export const TileSize = Closed(size, {
  description: 'Size of a tile in device pixels. 0 x 0: kept ready, but nothing is sent.',
});
export type TileSize = Static<typeof TileSize>;

export const Interest = Closed(
  {
    audio: Type.Union([OneOf(['all']), Type.Array(ProducerId, { maxItems: maxNamedProducers })], {
      description: '`"all"`: every audio producer of the others; else those of the list',
    }),
    video: Type.Array(Closed({ producerId: ProducerId, ...size }), {
      maxItems: maxNamedProducers,
      description: 'video producers by importance, the most important first, each with the size of its tile',
    }),
    otherVideo: Type.Union([TileSize, Type.Null()], {
      description:
        'tile size for video producers that `video` does not name, such as those still to come; `null`: do not send them',
    }),
  },
  {
    description:
      'What a peer wants to receive. Ids that are not (or not yet, or no longer) in the room, and its own, match nothing and are no error.',
  },
);
export type Interest = Static<typeof Interest>;
