/**
 * What can be changed during a call, each at once: devices, the own picture, the language.
 */
import type { LocalSignals } from '../local-signals.ts';
import { preferences, remember } from '../preferences.ts';
import { text } from '../strings/index.ts';
import { Mirror } from '../ui/mirror.tsx';
import { DeviceChoice } from './device-choice.tsx';
import { LanguageChoice } from './language-choice.tsx';
import { LevelMeter } from './level-meter.tsx';
import { SoundTest } from './sound-test.tsx';

export function Settings({ local }: { local: LocalSignals }) {
  return (
    <div class="settings-list">
      <section class="device-list" aria-labelledby="setting-camera">
        <h3 id="setting-camera">{text.devices.camera}</h3>
        <OwnPicture local={local} />
        <DeviceChoice kind="camera" local={local} />
        <Mirrored />
      </section>
      <section class="device-list" aria-labelledby="setting-microphone">
        <h3 id="setting-microphone">{text.devices.microphone}</h3>
        <DeviceChoice kind="microphone" local={local} />
        <LevelMeter microphone={local.microphone} />
      </section>
      <section class="device-list" aria-labelledby="setting-speaker">
        <h3 id="setting-speaker">{text.devices.speaker}</h3>
        <DeviceChoice kind="speaker" local={local} />
        <SoundTest />
      </section>
      <section class="device-list" aria-labelledby="setting-language">
        <h3 id="setting-language">{text.settings.language}</h3>
        <LanguageChoice />
      </section>
    </div>
  );
}

function OwnPicture({ local }: { local: LocalSignals }) {
  const { track } = local.camera.value;
  return (
    <div class="own-picture">
      {track ? <Mirror track={track} label={text.settings.ownPicture} /> : <p>{text.entrance.cameraOff}</p>}
    </div>
  );
}

function Mirrored() {
  return (
    <label class="check">
      <input
        type="checkbox"
        checked={preferences.value.mirrored ?? true}
        onChange={event => remember({ mirrored: event.currentTarget.checked })}
      />
      {text.devices.mirrored}
    </label>
  );
}
