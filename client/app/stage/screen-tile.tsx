/**
 * A shared screen: all of it, never cropped.
 */
import { useRef } from 'preact/hooks';
import type { PeerState, ProducerState } from '../../sdk/index.ts';
import { DetailsTool } from '../quality/details-tool.tsx';
import { TileQuality } from '../quality/tile-quality.tsx';
import { text } from '../strings/index.ts';
import { Video } from '../ui/video.tsx';
import { Caption } from './caption.tsx';
import { canPictureInPicture, usePictureInPicture } from './picture-in-picture.ts';
import { type Placed, Placeholder, Tile } from './tile.tsx';
import { TileTools } from './tile-tools.tsx';
import { useTile } from './use-tile.ts';

export function ScreenTile({ peer, screen, ...placed }: Placed & { peer: PeerState; screen: ProducerState }) {
  const { call, stage, tileKey } = placed;
  const { peerId } = peer;
  const { producerId, paused } = screen;
  const ref = useRef<HTMLLIElement>(null);
  const { track, said, notice, onPicture } = useTile(ref, {
    call,
    peerId,
    producerId,
    source: 'screen',
    paused,
  });
  usePictureInPicture(ref, tileKey, call, stage);
  const name = text.screenOf(peer.name);
  const instead = said ?? (stage.outside.value === tileKey ? text.stage.outside : undefined);
  return (
    <Tile {...placed} tile={ref} peerId={peerId} source="screen" looks="screen">
      {track && (
        <Video
          track={track}
          peerId={peerId}
          source="screen"
          label={name}
          movable={canPictureInPicture()}
          onPicture={onPicture}
          onBlocked={call.onBlocked}
        />
      )}
      {instead && <Placeholder said={instead} />}
      <Caption name={name} pinned={stage.pinned.value === tileKey} />
      <TileQuality said={notice} level={call.quality.of(peerId).level} covered={instead !== undefined} />
      <TileTools stage={stage} tileKey={tileKey} tile={ref} name={name} movable={track !== undefined}>
        <DetailsTool stage={stage} tileKey={tileKey} name={name} peerId={peerId} source="screen" />
      </TileTools>
    </Tile>
  );
}
