/**
 * Choosing one of the cameras, microphones or speakers that there are. What is chosen is used at once, also during a call.
 */
import type { DeviceInfo } from '../../sdk/index.ts';
import type { LocalSignals } from '../local-signals.ts';
import { preferences } from '../preferences.ts';
import { text } from '../strings/index.ts';
import { Icon } from '../ui/icon.tsx';
import { choose, devices, type Kind, speaker } from './devices.ts';

export function DeviceChoice({ kind, local }: { kind: Kind; local: LocalSignals }) {
  const found = devices.value[`${kind}s`];
  const label = text.devices[kind];
  return (
    <label class="device">
      <Icon name={kind === 'speaker' ? 'sound' : kind} />
      <span class="unseen">{label}</span>
      <select
        value={chosen(kind, local, found)}
        disabled={found.length === 0}
        onChange={event => void choose(kind, event.currentTarget.value, local)}
      >
        {found.length === 0 && <option value="">{absent(kind, local)}</option>}
        {kind === 'speaker' && found.length > 0 && <option value="">{text.devices.systemChoice}</option>}
        {found.map((device, index) => (
          <option key={device.deviceId} value={device.deviceId}>
            {device.label || text.devices.unnamed(label, index + 1)}
          </option>
        ))}
      </select>
    </label>
  );
}

function chosen(kind: Kind, local: LocalSignals, found: readonly DeviceInfo[]): string {
  if (kind === 'speaker') return speaker.value;
  const wished = local[kind].value.deviceId ?? preferences.value[kind];
  return (found.find(({ deviceId }) => deviceId === wished) ?? found[0])?.deviceId ?? '';
}

/** Why there is nothing to choose from. */
function absent(kind: Kind, local: LocalSignals): string {
  if (kind === 'speaker') return text.devices.systemChoice;
  const unknown = local.problems.value[kind] !== 'none-found';
  return unknown ? text.devices.afterPermission : text.devices.none[kind];
}
