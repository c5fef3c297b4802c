/**
 * Which devices there are, as a signal, and what is to be said when that changes: a new one is offered, a lost speaker told. Microphone
 * and camera that are lost while they are in use replace themselves (the SDK's LocalMedia); a speaker is the page's own affair.
 */
import { computed, effect, signal } from '@preact/signals';
import {
  type DeviceChange,
  type DeviceInfo,
  type Devices,
  listDevices,
  watchDevices,
} from '../../sdk/index.ts';
import type { LocalSignals } from '../local-signals.ts';
import { notify } from '../notices.ts';
import { preferences, remember } from '../preferences.ts';
import { text } from '../strings/index.ts';

export type Kind = 'camera' | 'microphone' | 'speaker';

export const devices = signal<Devices>({ microphones: [], cameras: [], speakers: [] });

/** The device id for what plays sound; empty: the one of the system, also while the chosen one is not there. */
export const speaker = computed(
  () => devices.value.speakers.find(({ deviceId }) => deviceId === preferences.value.speaker)?.deviceId ?? '',
);

/** Chosen by the reader: used at once and, where that works, remembered. */
export async function choose(kind: Kind, deviceId: string, local: LocalSignals): Promise<void> {
  if (kind === 'speaker' || (await local.useDevice(kind, deviceId))) remember({ [kind]: deviceId });
}

/** Keeps `devices` as they are, until the returned function is called. */
export function followDevices(local: LocalSignals): () => void {
  const unwatch = watchDevices((now, change) => {
    const before = speaker.value;
    devices.value = now;
    if (before !== '' && speaker.value === '') notify(text.devices.fellBack.speaker);
    offer(change, local);
  });
  // Their names are told once one of them was captured, and no event says so.
  const unfollow = effect(() => {
    void (local.microphone.value.track ?? local.camera.value.track);
    void listDevices().then(now => {
      devices.value = now;
    });
  });
  return () => {
    unwatch();
    unfollow();
  };
}

/** A headset is a microphone and a speaker of one name: one offer for both. */
function offer({ added }: DeviceChange, local: LocalSignals): void {
  const of = (kind: keyof Devices) => added.filter(device => device.kind === kind);
  const [microphones, speakers, cameras] = [of('microphones'), of('speakers'), of('cameras')];
  const headset = microphones.find(({ label }) => label && speakers.some(each => each.label === label));
  const takenTogether = (device: DeviceInfo) => headset !== undefined && device.label === headset.label;
  if (headset) {
    const sound = speakers.find(takenTogether);
    propose(text.devices.plugged.headset(headset.label), () => {
      void choose('microphone', headset.deviceId, local);
      if (sound) void choose('speaker', sound.deviceId, local);
    });
  }
  const each = (kind: Kind, of: readonly DeviceInfo[]) => {
    for (const { deviceId, label } of of) {
      if (label) propose(text.devices.plugged[kind](label), () => void choose(kind, deviceId, local));
    }
  };
  each(
    'microphone',
    microphones.filter(device => !takenTogether(device)),
  );
  each(
    'speaker',
    speakers.filter(device => !takenTogether(device)),
  );
  each('camera', cameras);
}

function propose(sentence: string, run: () => void): void {
  notify(sentence, { label: text.devices.use, run });
}
