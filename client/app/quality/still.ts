/**
 * Whether a picture stands still that should move: no frame for some seconds. Counts frames as each browser does; knows no network.
 */
import type { RefObject } from 'preact';
import { useEffect, useState } from 'preact/hooks';

/** Milliseconds without a frame; a shared screen is repeated by browsers at least as often. */
const patience = 3_000;
const every = 500;

/**
 * `expected`: frames should come. Counting begins anew with every change of it, of the track, and with every return to the page.
 */
export function useStill(
  tile: RefObject<HTMLElement | null>,
  track: MediaStreamTrack | undefined,
  expected: boolean,
): boolean {
  const [still, setStill] = useState(false);
  useEffect(() => {
    setStill(false);
    if (!expected || !track) return;
    let frames = -1;
    let since = performance.now();
    const look = () => {
      const video = tile.current?.querySelector('video');
      const now = video ? framesOf(video) : undefined;
      const idle = now === undefined || document.visibilityState === 'hidden';
      if (idle || now !== frames) {
        frames = now ?? -1;
        since = performance.now();
      }
      setStill(performance.now() - since >= patience);
    };
    const timer = setInterval(look, every);
    return () => clearInterval(timer);
  }, [tile, track, expected]);
  return still;
}

/** Undefined: nothing that could stand still, as before the first frame or while it is not played. */
function framesOf(video: HTMLVideoElement & { mozPaintedFrames?: number }): number | undefined {
  if (video.paused || video.videoWidth === 0) return undefined;
  // Firefox counts the frames of streams only here.
  return video.mozPaintedFrames ?? video.getVideoPlaybackQuality().totalVideoFrames;
}
