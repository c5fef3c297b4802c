/**
 * The sound of the others: one audio element for each microphone, and one for each screen that is shared with sound.
 */

import { useEffect } from 'preact/hooks';
import { useSpeaker } from '../settings/use-speaker.ts';
import { text } from '../strings/index.ts';
import { play, useStream } from '../ui/video.tsx';
import type { Call } from './call.ts';

export function RemoteAudio({ call }: { call: Call }) {
  // The pictures too: where one kind was held back, the other may have been.
  const playAll = () => {
    call.playBlocked.value = false;
    for (const element of document.querySelectorAll<HTMLMediaElement>('audio, video')) {
      play(element, call.onBlocked);
    }
  };
  const blocked = call.playBlocked.value;
  // Whatever is clicked, the browser then lets everything play: the button is for those who have nothing else to click.
  useEffect(() => {
    if (!blocked) return;
    document.addEventListener('click', playAll);
    return () => document.removeEventListener('click', playAll);
  }, [blocked]);
  const heard = Object.values(call.state.value.peers)
    .filter(peer => peer.peerId !== call.peerId)
    .flatMap(peer => Object.values(peer.producers).map(producer => ({ ...producer, peerId: peer.peerId })));
  return (
    <div>
      {heard.map(({ producerId, peerId, source }) => {
        const track = call.tracks.value.get(producerId);
        return track?.kind === 'audio' ? (
          <Sound key={producerId} call={call} track={track} peerId={peerId} source={source} />
        ) : null;
      })}
      {blocked && (
        <button type="button" class="primary hear">
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
  const ref = useStream<HTMLAudioElement>(track, call.onBlocked);
  useSpeaker(ref);
  return (
    // biome-ignore lint/a11y/useMediaCaption: live speech has no captions
    <audio ref={ref} autoplay data-peer={peerId} data-source={source} aria-label={call.nameOf(peerId)} />
  );
}
