/**
 * Whether microphone and camera work, found out by starting them; they are let go of at once.
 */
import { type Captured, CaptureError, captureBoth } from '../capture.ts';
import type { TriedDevices } from './check-options.ts';

export async function tryDevices(): Promise<TriedDevices> {
  const { microphone, camera } = await captureBoth();
  return { microphone: outcomeOf(microphone), camera: outcomeOf(camera) };
}

function outcomeOf(captured: Captured): TriedDevices['microphone'] {
  if (captured instanceof CaptureError) return captured.problem === 'none-found' ? 'absent' : 'fails';
  captured.stop();
  return 'works';
}
