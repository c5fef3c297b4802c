/**
 * One person: their picture or their initial, their name, and whether they speak or are muted.
 */
import { useComputed } from '@preact/signals';
import type { PeerState, ProducerState } from '../../sdk/index.ts';
import type { Call } from '../call/call.ts';
import { text } from '../strings/index.ts';
import { Icon } from '../ui/icon.tsx';
import { Video } from '../ui/video.tsx';
import { useTile } from './use-tile.ts';

export function RemoteTile({ call, peer }: { call: Call; peer: PeerState }) {
  const camera = producerOf(peer, 'camera');
  const paused = camera?.paused ?? true;
  const { peerId, name } = peer;
  const tile = useTile({ call, peerId, producerId: camera?.producerId, source: 'camera', paused });
  const { ref, track, said, onPicture } = tile;
  const muted = producerOf(peer, 'microphone')?.paused ?? true;
  const speaking = useComputed(() => call.speaking.value.has(peerId)).value && !muted;
  return (
    <li ref={ref} class={speaking ? 'tile speaking' : 'tile'} data-peer={peerId} data-source="camera">
      {track && !paused && (
        <Video
          track={track}
          peerId={peerId}
          source="camera"
          label={name}
          onPicture={onPicture}
          onBlocked={call.onBlocked}
        />
      )}
      {said && <Placeholder name={name} said={said} />}
      <Caption name={name} muted={muted} speaking={speaking} />
    </li>
  );
}

/** Yourself, as in a mirror. Nothing of it comes from the server. */
export function OwnTile({ call, peer }: { call: Call; peer: PeerState }) {
  const { track } = call.media.camera.value;
  const microphone = call.media.microphone.value;
  const speaking = useComputed(() => call.speaking.value.has(peer.peerId)).value && microphone.on;
  const name = text.you(peer.name);
  return (
    <li class={speaking ? 'tile speaking' : 'tile'} data-peer={peer.peerId} data-source="camera" data-self>
      {track && (
        <Video
          track={track}
          peerId={peer.peerId}
          source="camera"
          label={name}
          mirrored
          onBlocked={call.onBlocked}
        />
      )}
      {!track && <Placeholder name={peer.name} said={text.cameraOff} />}
      <Caption name={name} muted={!microphone.on} speaking={speaking} />
    </li>
  );
}

export function producerOf(peer: PeerState, source: ProducerState['source']): ProducerState | undefined {
  return Object.values(peer.producers).find(producer => producer.source === source);
}

function Placeholder({ name, said }: { name: string; said: string }) {
  const [initial = ''] = name;
  return (
    <div class="placeholder">
      <span class="initial" aria-hidden="true">
        {initial.toLocaleUpperCase()}
      </span>
      <span class="said">{said}</span>
    </div>
  );
}

function Caption({ name, muted, speaking }: { name: string; muted: boolean; speaking: boolean }) {
  return (
    <div class="caption">
      {muted && <Icon name="microphoneOff" />}
      <span class="name">{name}</span>
      {muted && <span class="unseen">, {text.microphoneOff}</span>}
      {speaking && !muted && <span class="unseen">, {text.speaking}</span>}
    </div>
  );
}
