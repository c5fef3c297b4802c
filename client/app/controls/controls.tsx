/**
 * The bar of buttons of a call. Their names say what a click does.
 */
import { canCaptureScreen } from '../../sdk/index.ts';
import type { LocalSignals } from '../local-signals.ts';
import { openPanel, type PanelName, togglePanel } from '../panels/open-panel.ts';
import { text } from '../strings/index.ts';
import { Icon, type IconName } from '../ui/icon.tsx';

export function Controls({ media, onLeave }: { media: LocalSignals; onLeave: () => void }) {
  const microphone = media.microphone.value;
  const camera = media.camera.value;
  const screen = media.screen.value;
  return (
    <section class="controls" aria-label={text.controls}>
      <ControlButton
        label={microphone.on ? text.muteMicrophone : text.unmuteMicrophone}
        icon={microphone.on ? 'microphone' : 'microphoneOff'}
        off={!microphone.on}
        busy={microphone.starting}
        onClick={() => void media.toggleMicrophone()}
      />
      <ControlButton
        label={camera.on ? text.stopCamera : text.startCamera}
        icon={camera.on ? 'camera' : 'cameraOff'}
        off={!camera.on}
        busy={camera.starting}
        onClick={() => void media.toggleCamera()}
      />
      {canCaptureScreen() && (
        <ControlButton
          label={screen.on ? text.stopSharing : text.shareScreen}
          icon={screen.on ? 'screenOff' : 'screen'}
          busy={screen.starting}
          onClick={() => void media.toggleScreen()}
        />
      )}
      <PanelButton name="people" label={text.panels.peopleButton} icon="people" />
      <PanelButton name="settings" label={text.panels.settings} icon="settings" />
      <ControlButton label={text.leave} icon="leave" danger onClick={onLeave} />
    </section>
  );
}

function PanelButton({ name, label, icon }: { name: PanelName; label: string; icon: IconName }) {
  return (
    <button
      type="button"
      class="control"
      title={label}
      data-opens={name}
      aria-expanded={openPanel.value === name}
      onClick={() => togglePanel(name)}
    >
      <Icon name={icon} />
      <span class="label">{label}</span>
    </button>
  );
}

interface ButtonProps {
  label: string;
  icon: IconName;
  /** What it controls is switched off. */
  off?: boolean;
  /** The device is being started: a click does nothing yet. */
  busy?: boolean;
  danger?: boolean;
  onClick: () => void;
}

function ControlButton({ label, icon, off = false, busy = false, danger = false, onClick }: ButtonProps) {
  const look = ['control', off && 'off', danger && 'danger'].filter(Boolean).join(' ');
  return (
    <button type="button" class={look} aria-busy={busy} title={label} onClick={onClick}>
      <Icon name={icon} />
      <span class="label">{label}</span>
    </button>
  );
}
