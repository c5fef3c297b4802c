/**
 * What a tile says about the connection behind its picture: bars and words where it is not good, nothing otherwise.
 */
import type { Quality } from '../../sdk/index.ts';
import { text } from '../strings/index.ts';
import { Bars } from './bars.tsx';
import { barsOf, type Said } from './tile-state.ts';

interface Props {
  said: Said | undefined;
  /** Of the peer whose tile it is. */
  level: Quality['level'];
  /** There is no picture to be seen. */
  covered: boolean;
}

export function TileQuality({ said, level, covered }: Props) {
  if (said === undefined) return null;
  const stopped =
    said === 'pictureStopped' ||
    said === 'theirPictureStopped' ||
    said === 'noPath' ||
    said === 'theyHaveNoPath';
  return (
    <div class={stopped && !covered ? 'tile-quality stopped' : 'tile-quality'}>
      <span class="quality-mark">
        <Bars count={barsOf(said, level)} />
        <span class="why">{text.quality.tile[said]}</span>
      </span>
    </div>
  );
}
