/**
 * What every tile of a remote video needs: its interest declared from where it really is on the page, and the words that fit its state.
 */
import type { RefObject } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Call } from '../call/call.ts';
import type { Said } from '../quality/tile-state.ts';
import { useTileSaid } from '../quality/use-tile-said.ts';
import { text } from '../strings/index.ts';

interface Shown {
  call: Call;
  peerId: string;
  producerId: string | undefined;
  source: 'camera' | 'screen';
  paused: boolean;
}

/**
 * `ref`: the tile's element. `said` takes the place of the picture, undefined when that speaks for itself; `notice` is said about it
 * beside.
 */
export function useTile(
  ref: RefObject<HTMLLIElement | null>,
  { call, peerId, producerId, source, paused }: Shown,
): {
  track: MediaStreamTrack | undefined;
  said: string | undefined;
  notice: Said | undefined;
  onPicture: () => void;
} {
  const [pictureOf, setPictureOf] = useState<MediaStreamTrack>();
  const track = producerId === undefined ? undefined : call.tracks.value.get(producerId);
  const connection = useTileSaid(ref, { call, peerId, producerId, source, paused, track });
  useEffect(() => {
    if (!ref.current || producerId === undefined) return;
    return call.tiles.observe(ref.current, { producerId, peerId, source });
  }, [call, producerId, peerId, source]);
  useEffect(() => {
    if (paused) setPictureOf(undefined); // what comes after a pause is a new picture
  }, [paused]);
  let said: string | undefined;
  if (producerId === undefined || paused) said = text.cameraOff;
  else if (connection === 'noPicture') said = text.quality.tile.noPicture;
  else if (!track || pictureOf !== track) said = text.waiting;
  return {
    track,
    said,
    notice: connection === 'noPicture' ? undefined : connection,
    onPicture: () => setPictureOf(track),
  };
}
