/**
 * The devices of this visit: opened for the entrance or the call, whichever comes first, and released when the call ends.
 */
import { listDevices, type SourceState } from '../sdk/index.ts';
import { LocalSignals } from './local-signals.ts';
import { preferences } from './preferences.ts';
import type { RoomRoute } from './route.ts';
import { followDevices } from './settings/devices.ts';

let own: { local: LocalSignals; unfollow: () => void } | undefined;
/** What was on when the last call of this page ended: who was muted comes back muted. */
let lastOn: { microphone: boolean; camera: boolean } | undefined;

/** Those in use, or new ones, which start with what the reader had on before. `onStarted`: once they did, or could not. */
export function openMedia(
  { videoCodec, startOff = [] }: RoomRoute,
  onStarted: (local: LocalSignals) => void = () => {},
): LocalSignals {
  if (own) return own.local;
  const { microphone, camera, microphoneOn = true, cameraOn = true } = preferences.value;
  const local = new LocalSignals({
    videoCodec,
    ...(microphone && { microphone }),
    ...(camera && { camera }),
  });
  own = { local, unfollow: followDevices(local) };
  const wanted = lastOn ?? { microphone: microphoneOn, camera: cameraOn };
  const start = {
    microphone: wanted.microphone && !startOff.includes('microphone'),
    camera: wanted.camera && !startOff.includes('camera'),
  };
  void local.start(start).then(() => {
    if (own?.local !== local) return;
    onStarted(local);
    void useRemembered(local);
  });
  return local;
}

/** Where the browser tells which devices there are only after it was permitted one, it may have given another than was chosen before. */
async function useRemembered(local: LocalSignals): Promise<void> {
  const { microphones, cameras } = await listDevices();
  const there = { microphone: microphones, camera: cameras };
  for (const kind of ['microphone', 'camera'] as const) {
    const { track, deviceId } = local[kind].value;
    const wish = preferences.value[kind];
    const listed = there[kind].some(device => device.deviceId === wish);
    if (track && wish && listed && deviceId !== wish) await local.useDevice(kind, wish);
  }
}

/** Releases all devices. */
export function closeMedia(): void {
  if (!own) return;
  const { local, unfollow } = own;
  lastOn = { microphone: isWanted(local.microphone.value), camera: isWanted(local.camera.value) };
  own = undefined;
  unfollow();
  local.stop();
}

/** What has not started yet was meant to be on. */
function isWanted({ on, starting }: SourceState): boolean {
  return on || starting;
}
