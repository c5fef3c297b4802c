/**
 * What keeps the camera or the microphone from being used, in plain sentences, and what to do about it.
 */
import { useEffect } from 'preact/hooks';
import type { CaptureProblem } from '../../sdk/index.ts';
import { CheckLink } from '../check/check-link.tsx';
import type { LocalSignals } from '../local-signals.ts';
import { devices } from '../settings/devices.ts';
import { text } from '../strings/index.ts';
import { watchPermissions } from './permission.ts';
import { outOfReach } from './seen-room.ts';

/** What may have changed when it is tried again. */
const curable: readonly CaptureProblem[] = ['refused', 'in-use', 'none-found', 'failed'];

export function ProblemList({ local, room }: { local: LocalSignals; room: string }) {
  const { microphone, camera } = local.problems.value;
  useRecovery(local);
  const alike = microphone !== undefined && microphone === camera;
  return (
    <div class="problems" role="alert">
      {alike && <Problem local={local} of="both" problem={microphone} />}
      {!alike && camera && <Problem local={local} of="camera" problem={camera} />}
      {!alike && microphone && <Problem local={local} of="microphone" problem={microphone} />}
      {(camera || microphone) && !outOfReach.value && <CheckLink room={room} />}
    </div>
  );
}

interface ProblemProps {
  local: LocalSignals;
  of: 'both' | 'camera' | 'microphone';
  problem: CaptureProblem;
}

function Problem({ local, of, problem }: ProblemProps) {
  const { what, how } = text.entrance.problems[of][problem];
  const wanted = { microphone: of !== 'camera', camera: of !== 'microphone' };
  return (
    <div class="problem">
      <p>
        <strong>{what}</strong> {how} {text.entrance.canJoin}
      </p>
      {curable.includes(problem) && (
        <button type="button" onClick={() => void local.start(wanted)}>
          {text.entrance.tryAgain}
        </button>
      )}
    </div>
  );
}

/** What is permitted or plugged in meanwhile is used without a click. */
function useRecovery(local: LocalSignals): void {
  useEffect(
    () =>
      watchPermissions(answers => {
        const { microphone, camera } = local.problems.value;
        retry(local, {
          microphone: microphone === 'refused' && answers.microphone === 'granted',
          camera: camera === 'refused' && answers.camera === 'granted',
        });
      }),
    [local],
  );
  const { microphones, cameras } = devices.value;
  useEffect(() => {
    const { microphone, camera } = local.problems.value;
    retry(local, {
      microphone: microphone === 'none-found' && microphones.length > 0,
      camera: camera === 'none-found' && cameras.length > 0,
    });
  }, [local, microphones.length, cameras.length]);
}

function retry(local: LocalSignals, wanted: { microphone: boolean; camera: boolean }): void {
  if (wanted.microphone || wanted.camera) void local.start(wanted);
}
