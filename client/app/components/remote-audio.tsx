/**
 * The sound of the others: one audio element for each microphone, and one for each screen that is shared with sound.
 */
import { useRef } from 'preact/hooks';
import type { Call } from '../call.ts';
import { text } from '../strings/index.ts';
import { useStream } from './video.tsx';

export function RemoteAudio({ call }: { call: Call }) {
  const container = useRef<HTMLDivElement>(null);
  const hear = () => {
    call.soundBlocked.value = false;
    for (const element of container.current?.querySelectorAll('audio') ?? []) {
      element.play().catch(() => {
        call.soundBlocked.value = true;
      });
    }
  };
  const heard = Object.values(call.state.value.peers)
    .filter(peer => peer.peerId !== call.peerId)
    .flatMap(peer => Object.values(peer.producers).map(producer => ({ ...producer, peerId: peer.peerId })));
  return (
    <div ref={container}>
      {heard.map(({ producerId, peerId, source }) => {
        const track = call.tracks.value.get(producerId);
        return track?.kind === 'audio' ? (
          <Sound key={producerId} call={call} track={track} peerId={peerId} source={source} />
        ) : null;
      })}
      {call.soundBlocked.value && (
        <button type="button" class="primary hear" onClick={hear}>
          {text.hear}
        </button>
      )}
    </div>
  );
}

interface SoundProps {
  call: Call;
  track: MediaStreamTrack;
  peerId: string;
  source: string;
}

function Sound({ call, track, peerId, source }: SoundProps) {
  const ref = useStream<HTMLAudioElement>(track, () => {
    call.soundBlocked.value = true;
  });
  return (
    // biome-ignore lint/a11y/useMediaCaption: live speech has no captions
    <audio ref={ref} autoplay data-peer={peerId} data-source={source} aria-label={call.nameOf(peerId)} />
  );
}
