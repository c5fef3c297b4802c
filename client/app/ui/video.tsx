/**
 * A video element that shows one track, and says when there is a picture.
 */
import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

interface Props {
  track: MediaStreamTrack;
  peerId: string;
  source: 'camera' | 'screen';
  label: string;
  mirrored?: boolean;
  /** May be taken out of the page: whoever allows it takes care that the picture goes on when the page is hidden. */
  movable?: boolean;
  onPicture?: () => void;
  /** The browser plays it only after a click, as on a phone that saves power. */
  onBlocked: () => void;
}

export function Video({ track, peerId, source, label, onPicture, onBlocked, ...look }: Props) {
  const ref = useStream<HTMLVideoElement>(track, onBlocked);
  return (
    <video
      ref={ref}
      class={look.mirrored ? 'mirrored' : undefined}
      data-peer={peerId}
      data-source={source}
      aria-label={label}
      autoplay
      playsInline
      muted
      disablePictureInPicture={!look.movable}
      // Not when the first frame is there: a picture that the browser does not let play stands still.
      onPlaying={onPicture}
    />
  );
}

export function play(element: HTMLMediaElement, onBlocked: () => void): void {
  element.play().catch((error: Error) => {
    if (error.name === 'NotAllowedError') onBlocked();
  });
}

/** Gives the element the track as its stream, and starts it. */
export function useStream<E extends HTMLMediaElement>(
  track: MediaStreamTrack,
  onBlocked: () => void,
): RefObject<E | null> {
  const ref = useRef<E>(null);
  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    element.srcObject = new MediaStream([track]);
    play(element, onBlocked);
    return () => {
      element.srcObject = null;
    };
  }, [track]);
  return ref;
}
