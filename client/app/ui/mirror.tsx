/**
 * The own camera, outside of a call: in an entrance, or beside settings. Mirrored unless the reader wants it otherwise.
 */
import { preferences } from '../preferences.ts';
import { useStream } from './video.tsx';

export function Mirror({ track, label }: { track: MediaStreamTrack; label: string }) {
  const ref = useStream<HTMLVideoElement>(track, () => {});
  const mirrored = preferences.value.mirrored ?? true;
  return (
    <video
      ref={ref}
      class={mirrored ? 'own mirrored' : 'own'}
      aria-label={label}
      autoplay
      playsInline
      muted
      disablePictureInPicture
    />
  );
}
