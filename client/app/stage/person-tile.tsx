/**
 * One of the others: their picture or their initial, their name, and whether they speak or are muted.
 */
import { useComputed } from '@preact/signals';
import { useRef } from 'preact/hooks';
import type { PeerState } from '../../sdk/index.ts';
import { placeInLine } from '../panels/hands.ts';
import { DetailsTool } from '../quality/details-tool.tsx';
import { TileQuality } from '../quality/tile-quality.tsx';
import { text } from '../strings/index.ts';
import { Video } from '../ui/video.tsx';
import { Caption } from './caption.tsx';
import { canPictureInPicture, usePictureInPicture } from './picture-in-picture.ts';
import { type Placed, Placeholder, Tile } from './tile.tsx';
import { TileTools } from './tile-tools.tsx';
import { producerOf } from './use-scene.ts';
import { useTile } from './use-tile.ts';

export function PersonTile({ peer, ...placed }: Placed & { peer: PeerState }) {
  const { call, stage, tileKey } = placed;
  const { peerId, name } = peer;
  const ref = useRef<HTMLLIElement>(null);
  const camera = producerOf(peer, 'camera');
  const paused = camera?.paused ?? true;
  const { track, said, notice, onPicture } = useTile(ref, {
    call,
    peerId,
    producerId: camera?.producerId,
    source: 'camera',
    paused,
  });
  usePictureInPicture(ref, tileKey, call, stage);
  const muted = producerOf(peer, 'microphone')?.paused ?? true;
  const speaking = useComputed(() => call.speaking.value.has(peerId)).value && !muted;
  const shown = track && !paused;
  const outside = stage.outside.value === tileKey;
  const instead = said ?? (outside ? text.stage.outside : undefined);
  return (
    <Tile {...placed} tile={ref} peerId={peerId} source="camera" looks={speaking ? 'speaking' : ''}>
      {shown && (
        <Video
          track={track}
          peerId={peerId}
          source="camera"
          label={name}
          movable={canPictureInPicture()}
          onPicture={onPicture}
          onBlocked={call.onBlocked}
        />
      )}
      {instead && <Placeholder name={name} said={instead} resting={instead === text.cameraOff} />}
      <Caption
        name={name}
        muted={muted}
        speaking={speaking}
        pinned={stage.pinned.value === tileKey}
        hand={placeInLine(call.state.value, peerId)}
      />
      <TileQuality
        said={notice}
        level={call.quality.of(peerId).level}
        covered={!shown || instead !== undefined}
      />
      <TileTools stage={stage} tileKey={tileKey} tile={ref} name={name} movable={shown === true}>
        <DetailsTool stage={stage} tileKey={tileKey} name={name} peerId={peerId} source="camera" />
      </TileTools>
    </Tile>
  );
}
