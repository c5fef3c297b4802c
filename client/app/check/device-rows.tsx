/**
 * Microphone and camera in the list of a check: whether they work, and if not what to do.
 */
import { useEffect, useState } from 'preact/hooks';
import type { CaptureProblem, SourceState } from '../../sdk/index.ts';
import type { LocalSignals } from '../local-signals.ts';
import { LevelMeter } from '../settings/level-meter.tsx';
import { watchLevel } from '../settings/sound-level.ts';
import { text } from '../strings/index.ts';
import { Mirror } from '../ui/mirror.tsx';
import { RowItem } from './row-item.tsx';
import type { Row } from './rows.ts';
import { words } from './words.ts';

export function DeviceRows({ local, onRelease }: { local: LocalSignals; onRelease: () => void }) {
  const camera = local.camera.value;
  const microphone = local.microphone.value;
  const heard = useHeard(microphone.track);
  return (
    <>
      <RowItem row={deviceRow(local, 'microphone', heard)}>
        {microphone.track && <LevelMeter microphone={local.microphone} />}
      </RowItem>
      <RowItem row={deviceRow(local, 'camera', heard)}>
        {camera.track && <Mirror track={camera.track} label={words.value.picture} />}
        {(camera.track || microphone.track) && (
          <button type="button" onClick={onRelease}>
            {words.value.devicesOff}
          </button>
        )}
      </RowItem>
    </>
  );
}

function deviceRow(local: LocalSignals, device: 'microphone' | 'camera', heard: boolean): Row {
  const { names, states, heard: isHeard, unheard } = words.value;
  const problem = local.problems.value[device];
  const state = stateOf(local[device].value, problem !== undefined);
  const worked = device === 'camera' ? states.works : heard ? isHeard : unheard;
  const said = problem ? adviceFor(device, problem) : state === 'works' ? worked : states[state];
  return { key: device, name: names[device], state, said };
}

function adviceFor(device: 'microphone' | 'camera', problem: CaptureProblem): string {
  const { what, how } = text.entrance.problems[device][problem];
  return `${what} ${problem === 'none-found' ? words.value.plugIn : how}`;
}

function stateOf({ track, starting }: SourceState, failed: boolean): Row['state'] {
  if (failed) return 'fails';
  if (track) return 'works';
  return starting ? 'trying' : 'waiting';
}

/** As a level between silence and as loud as it gets: louder than a quiet room. */
const voice = 0.35;

/** Whether anything was louder than a quiet room since this track came. */
function useHeard(track: MediaStreamTrack | null): boolean {
  const [heard, setHeard] = useState<MediaStreamTrack>();
  useEffect(() => {
    if (!track || heard === track) return;
    return watchLevel(track, level => {
      if (level > voice) setHeard(track);
    });
  }, [track, heard]);
  return track !== null && heard === track;
}
