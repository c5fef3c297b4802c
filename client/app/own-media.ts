/**
 * The devices of this visit: opened for the entrance or the call, whichever comes first, and released when the call ends.
 */
import { LocalSignals } from './local-signals.ts';
import { preferences } from './preferences.ts';
import type { RoomRoute } from './route.ts';
import { followDevices } from './settings/devices.ts';

let own: { local: LocalSignals; unfollow: () => void } | undefined;
/** What was on when the last call of this page ended: who was muted comes back muted. */
let lastOn: { microphone: boolean; camera: boolean } | undefined;

/** Those in use, or new ones, which start with what the reader had on before. `onStarted`: once they did, or could not. */
export function openMedia(
  { videoCodec }: RoomRoute,
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
  void local.start(wanted).then(() => {
    if (own?.local === local) onStarted(local);
  });
  return local;
}

/** Releases all devices. */
export function closeMedia(): void {
  if (!own) return;
  const { local, unfollow } = own;
  lastOn = { microphone: local.microphone.value.on, camera: local.camera.value.on };
  own = undefined;
  unfollow();
  local.stop();
}
