/**
 * Yourself, as in a mirror: one of the tiles, floating in a corner, or hidden. Nothing of it comes from the server.
 */
import { useComputed } from '@preact/signals';
import { useRef } from 'preact/hooks';
import type { PeerState } from '../../sdk/index.ts';
import { placeInLine } from '../panels/hands.ts';
import { preferences } from '../preferences.ts';
import { DetailsTool } from '../quality/details-tool.tsx';
import { QualityMark } from '../quality/quality-mark.tsx';
import { text } from '../strings/index.ts';
import { Video } from '../ui/video.tsx';
import { Caption } from './caption.tsx';
import { type Placed, Placeholder, Tile } from './tile.tsx';
import { TileTools, Tool } from './tile-tools.tsx';
import { useCorner } from './use-corner.ts';

export function OwnTile({ peer, ...placed }: Placed & { peer: PeerState }) {
  const { call, stage, tileKey, place } = placed;
  const floating = place === 'corner';
  const { peerId } = peer;
  const ref = useRef<HTMLLIElement>(null);
  useCorner(ref, stage, floating);
  const { track } = call.media.camera.value;
  const microphone = call.media.microphone.value;
  const speaking = useComputed(() => call.speaking.value.has(peerId)).value && microphone.on;
  const name = text.you(peer.name);
  const looks = [speaking && 'speaking', floating && `floating ${stage.corner.value}`]
    .filter(Boolean)
    .join(' ');
  return (
    <Tile {...placed} tile={ref} peerId={peerId} source="camera" own looks={looks}>
      {track && (
        <Video
          track={track}
          peerId={peerId}
          source="camera"
          label={name}
          mirrored={preferences.value.mirrored ?? true}
          onBlocked={call.onBlocked}
        />
      )}
      {!track && <Placeholder name={peer.name} {...placeholderOf(call)} />}
      <Caption
        name={name}
        muted={!microphone.on}
        speaking={speaking}
        pinned={stage.pinned.value === tileKey}
        hand={placeInLine(call.state.value, peerId)}
      />
      <div class="tile-quality">
        <QualityMark call={call} peerId={peerId} />
      </div>
      <TileTools stage={stage} tileKey={tileKey} tile={ref} name={name} movable={false}>
        <SelfTools {...placed} />
        <DetailsTool stage={stage} tileKey={tileKey} name={name} peerId={peerId} source="camera" />
      </TileTools>
    </Tile>
  );
}

function placeholderOf({ hidden }: Placed['call']): { said: string; resting: boolean } {
  return hidden.value
    ? { said: text.moderation.nobodySeesYou, resting: false }
    : { said: text.cameraOff, resting: true };
}

function SelfTools({ call, stage, tileKey, place }: Placed) {
  const floating = place === 'corner';
  const alone = call.alone.value;
  const words = text.stage;
  const shared = { stage, tileKey };
  return (
    <>
      {floating && (
        <Tool {...shared} label={words.moveSelf} icon="corner" onClick={() => stage.nextCorner()} />
      )}
      {!alone && (
        <Tool
          {...shared}
          label={floating ? words.dockSelf : words.floatSelf}
          icon={floating ? 'dock' : 'float'}
          onClick={() => stage.setSelfView(floating ? 'tile' : 'floating')}
        />
      )}
      <Tool {...shared} label={words.hideSelf} icon="hide" onClick={() => stage.setSelfView('hidden')} />
    </>
  );
}

/** Keeps you in the list of participants while your picture is hidden from yourself. */
export function HiddenSelf({ call, peer }: { call: Placed['call']; peer: PeerState }) {
  const { on } = call.media.microphone.value;
  return (
    <li class="unseen" data-peer={peer.peerId} data-source="camera" data-self>
      <span class="name">{text.you(peer.name)}</span>
      {!on && `, ${text.microphoneOff}`}, {text.stage.hidden}
    </li>
  );
}
