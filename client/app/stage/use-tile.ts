/**
 * What every tile of a remote video needs: its interest declared from where it really is on the page, and the words that fit its state.
 */
import type { RefObject } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Call } from '../call/call.ts';
import { text } from '../strings/index.ts';

interface Shown {
  call: Call;
  peerId: string;
  producerId: string | undefined;
  source: 'camera' | 'screen';
  paused: boolean;
}

/** Milliseconds without layers before it is called slow: each start and each return of a tile takes a moment. */
const patience = 3_000;

/** `ref`: the tile's element. `said` is undefined when the picture speaks for itself. */
export function useTile(
  ref: RefObject<HTMLLIElement | null>,
  { call, peerId, producerId, source, paused }: Shown,
): {
  track: MediaStreamTrack | undefined;
  said: string | undefined;
  onPicture: () => void;
} {
  const [pictureOf, setPictureOf] = useState<MediaStreamTrack>();
  const track = producerId === undefined ? undefined : call.tracks.value.get(producerId);
  const starved = useStarved(call, producerId, paused);
  useEffect(() => {
    if (!ref.current || producerId === undefined) return;
    return call.tiles.observe(ref.current, { producerId, peerId, source });
  }, [call, producerId, peerId, source]);
  useEffect(() => {
    if (paused) setPictureOf(undefined); // what comes after a pause is a new picture
  }, [paused]);
  let said: string | undefined;
  if (producerId === undefined || paused) said = text.cameraOff;
  else if (starved) said = text.tooSlow;
  else if (!track || pictureOf !== track) said = text.waiting;
  return { track, said, onPicture: () => setPictureOf(track) };
}

/** Whether the server has not been able to send any layer for some seconds. */
function useStarved(call: Call, producerId: string | undefined, paused: boolean): boolean {
  const [starved, setStarved] = useState(false);
  const none = producerId !== undefined && !paused && call.layers.value.get(producerId) === null;
  useEffect(() => {
    setStarved(false);
    if (!none) return;
    const timer = setTimeout(() => setStarved(document.visibilityState === 'visible'), patience);
    return () => clearTimeout(timer);
  }, [none]);
  return none && starved;
}
