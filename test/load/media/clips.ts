/**
 * The clips of this folder, each read once in a process: what a source sends in each of its layers. Knows no RTP.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Source } from '../../../server/protocol/words.ts';
import type { VideoCodec } from '../scenario/scenario.ts';
import { type Clip, readClip } from './clip.ts';

const read = new Map<string, Clip>();

export function clipFile(name: string): string {
  return fileURLToPath(new URL(`clips/${name}.clip`, import.meta.url));
}

function clip(name: string): Clip {
  const there = read.get(name);
  if (there) return there;
  const fresh = readClip(readFileSync(clipFile(name)));
  read.set(name, fresh);
  return fresh;
}

/** So many camera layers there are of each codec. The engine forwards no simulcast of VP9. */
const cameraLayers = { VP8: 3, H264: 3, VP9: 1 } as const;
const screenLayers = 2;

/** Lowest first. A screen is VP8 whatever the camera is. Without simulcast the highest layer alone. */
export function videoClips(source: 'camera' | 'screen', codec: VideoCodec, simulcast: boolean): Clip[] {
  const [name, layers] =
    source === 'screen' ? ['screen-VP8', screenLayers] : [`camera-${codec}`, cameraLayers[codec]];
  const all = Array.from({ length: layers }, (_, layer) => layer);
  return (simulcast ? all : all.slice(-1)).map(layer => clip(`${name}-${layer}`));
}

/** What is sent of a microphone, or the sound of a screen, while something is to be heard; and while not (one each 400 ms, as DTX does). */
export function soundClips(): { speech: Clip; silence: Clip } {
  return { speech: clip('speech'), silence: clip('silence') };
}

export function isVideo(source: Source): source is 'camera' | 'screen' {
  return source === 'camera' || source === 'screen';
}
