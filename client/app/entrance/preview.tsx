/**
 * The own picture before the call, as in a mirror, with the switches for camera and microphone and how loud the microphone is.
 */
import { useEffect, useState } from 'preact/hooks';
import type { LocalSignals } from '../local-signals.ts';
import { remember } from '../preferences.ts';
import { LevelMeter } from '../settings/level-meter.tsx';
import { text } from '../strings/index.ts';
import { initialOf } from '../typed-text.ts';
import { Icon, type IconName } from '../ui/icon.tsx';
import { Mirror } from '../ui/mirror.tsx';
import { watchPermissions } from './permission.ts';

export function Preview({ local, name }: { local: LocalSignals; name: string }) {
  const { track, starting } = local.camera.value;
  const asked = useAsked();
  if (asked && (starting || local.microphone.value.starting)) return <Asking local={local} />;
  return (
    <div class="preview">
      {track ? (
        <Mirror track={track} label={text.entrance.preview} />
      ) : (
        <NoPicture name={name} starting={starting} />
      )}
      <DeviceButtons local={local} />
    </div>
  );
}

function DeviceButtons({ local }: { local: LocalSignals }) {
  const microphone = local.microphone.value;
  const camera = local.camera.value;
  const toggleMicrophone = () => {
    remember({ microphoneOn: !microphone.on });
    // What fails here is said below the picture, not in a notice.
    void (microphone.track ? local.toggleMicrophone() : local.start({ microphone: true, camera: false }));
  };
  const toggleCamera = () => {
    remember({ cameraOn: !camera.on });
    void (camera.track ? local.toggleCamera() : local.start({ microphone: false, camera: true }));
  };
  return (
    <fieldset class="switches" aria-label={text.entrance.deviceButtons}>
      <Switch
        label={microphone.on ? text.muteMicrophone : text.unmuteMicrophone}
        icon={microphone.on ? 'microphone' : 'microphoneOff'}
        off={!microphone.on && !microphone.starting}
        busy={microphone.starting}
        onClick={toggleMicrophone}
      />
      <LevelMeter microphone={local.microphone} />
      <Switch
        label={camera.on ? text.stopCamera : text.startCamera}
        icon={camera.on ? 'camera' : 'cameraOff'}
        off={!camera.on && !camera.starting}
        busy={camera.starting}
        onClick={toggleCamera}
      />
    </fieldset>
  );
}

interface SwitchProps {
  label: string;
  icon: IconName;
  off: boolean;
  busy: boolean;
  onClick: () => void;
}

function Switch({ label, icon, off, busy, onClick }: SwitchProps) {
  return (
    <button
      type="button"
      class={off ? 'switch off' : 'switch'}
      aria-label={label}
      title={label}
      aria-busy={busy}
      onClick={onClick}
    >
      <Icon name={icon} />
    </button>
  );
}

/** What is wrong, if anything, is said below, with what to do. */
function NoPicture({ name, starting }: { name: string; starting: boolean }) {
  return (
    <div class="no-picture">
      <span class="initial" aria-hidden="true">
        {initialOf(name)}
      </span>
      <span>{starting ? text.entrance.starting : text.entrance.cameraOff}</span>
    </div>
  );
}

/** For those who only want to listen, the browser's question need not be answered. */
function Asking({ local }: { local: LocalSignals }) {
  const without = () => {
    remember({ microphoneOn: false, cameraOn: false });
    local.stop();
  };
  return (
    <div class="preview asking" role="status">
      <strong>{text.entrance.asking}</strong>
      <span>{text.entrance.askingHow}</span>
      <button type="button" class="as-link" onClick={without}>
        {text.entrance.onlyListen}
      </button>
    </div>
  );
}

/** Whether a device that takes its time to start does so because the browser waits for the reader's answer. */
function useAsked(): boolean {
  const [asked, setAsked] = useState(false);
  useEffect(
    () =>
      watchPermissions(({ microphone, camera }) => {
        const waits = [microphone, camera].some(answer => answer === 'prompt' || answer === 'unknown');
        setAsked(waits);
      }),
    [],
  );
  return asked;
}
