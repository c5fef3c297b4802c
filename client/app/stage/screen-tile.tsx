/**
 * A shared screen: all of it, never cropped.
 */
import type { PeerState, ProducerState } from '../../sdk/index.ts';
import type { Call } from '../call/call.ts';
import { text } from '../strings/index.ts';
import { Video } from '../ui/video.tsx';
import { useTile } from './use-tile.ts';

interface Props {
  call: Call;
  peer: PeerState;
  screen: ProducerState;
}

export function ScreenTile({ call, peer, screen }: Props) {
  const { peerId } = peer;
  const { producerId, paused } = screen;
  const { ref, track, said, onPicture } = useTile({ call, peerId, producerId, source: 'screen', paused });
  const label = text.screenOf(peer.name);
  return (
    <li ref={ref} class="tile screen" data-peer={peerId} data-source="screen">
      {track && (
        <Video
          track={track}
          peerId={peerId}
          source="screen"
          label={label}
          onPicture={onPicture}
          onBlocked={call.onBlocked}
        />
      )}
      {said && (
        <div class="placeholder">
          <span class="said">{said}</span>
        </div>
      )}
      <div class="caption">
        <span class="name">{label}</span>
      </div>
    </li>
  );
}
