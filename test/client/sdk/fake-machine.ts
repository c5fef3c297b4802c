/**
 * A machine with microphones, cameras and a screen, as far as `navigator.mediaDevices` shows them: devices are plugged in and out,
 * are in use by others, and some phones open one camera at a time.
 */
import type { FakeMediaStreamTrack } from 'fake-mediastreamtrack';
import { FakeMediaStreamTrack as Track } from 'fake-mediastreamtrack';
import { vi } from 'vitest';

type Kind = 'audioinput' | 'videoinput' | 'audiooutput';

interface FakeDevice {
  kind: Kind;
  deviceId: string;
  label: string;
  groupId: string;
}

export class FakeMachine extends EventTarget {
  devices: FakeDevice[] = [];
  /** What the browser asked for, in order. */
  readonly asked: MediaStreamConstraints[] = [];
  readonly tracks: FakeMediaStreamTrack[] = [];
  /** The person says no. */
  refuses = false;
  oneCameraAtATime = false;
  /** Listed, but it no longer opens; asked for no one in particular, the browser takes another. */
  broken = '';
  /** Answers of the browser wait for this. */
  gate: Promise<void> = Promise.resolve();
  screenTracks: FakeMediaStreamTrack[] = [];

  constructor(...plugged: [Kind, string][]) {
    super();
    for (const [kind, deviceId] of plugged) this.devices.push(device(kind, deviceId));
  }

  /** Makes it the `navigator` of the test. */
  install(): this {
    const mediaDevices = Object.assign(this, {
      getUserMedia: (constraints: MediaStreamConstraints) => this.#open(constraints),
      getDisplayMedia: async () => {
        await this.gate;
        if (this.refuses) throw named('NotAllowedError');
        return stream(this.screenTracks);
      },
      enumerateDevices: async () => this.devices,
    });
    vi.stubGlobal('navigator', { mediaDevices });
    return this;
  }

  plug(kind: Kind, deviceId: string): void {
    this.devices = [...this.devices, device(kind, deviceId)];
    this.dispatchEvent(new Event('devicechange'));
  }

  /** Its tracks end, without being asked to. */
  unplug(deviceId: string): void {
    this.devices = this.devices.filter(each => each.deviceId !== deviceId);
    for (const track of this.live()) if (track.getSettings().deviceId === deviceId) track.remoteStop();
    this.dispatchEvent(new Event('devicechange'));
  }

  live(): FakeMediaStreamTrack[] {
    return this.tracks.filter(({ readyState }) => readyState === 'live');
  }

  /** Ids of the devices that are open. */
  open(): (string | undefined)[] {
    return this.live().map(track => track.getSettings().deviceId);
  }

  async #open({ audio, video }: MediaStreamConstraints) {
    this.asked.push({ ...(audio && { audio }), ...(video && { video }) });
    await this.gate;
    if (this.refuses) throw named('NotAllowedError');
    const wanted = [audio && this.#find('audioinput', audio), video && this.#find('videoinput', video)];
    const tracks = wanted
      .filter(each => each !== undefined && typeof each === 'object')
      .map(each => this.#trackOf(each));
    return stream(tracks);
  }

  #find(kind: Kind, constraints: MediaTrackConstraints | true): FakeDevice {
    const which = constraints === true ? undefined : constraints.deviceId;
    const all = this.devices.filter(each => each.kind === kind);
    const { exact, ideal } = typeof which === 'object' && !Array.isArray(which) ? which : {};
    const found = all.find(({ deviceId }) => deviceId === (exact ?? ideal)) ?? (exact ? undefined : all[0]);
    if (found && found.deviceId === this.broken) {
      const other = all.find(({ deviceId }) => deviceId !== this.broken);
      if (exact || !other) throw named('NotReadableError');
      return other;
    }
    if (!found) throw named(exact ? 'OverconstrainedError' : 'NotFoundError');
    const busy = this.live().some(({ kind: of }) => of === 'video');
    if (kind === 'videoinput' && this.oneCameraAtATime && busy) throw named('NotReadableError');
    return found;
  }

  #trackOf({ kind, deviceId, label }: FakeDevice): FakeMediaStreamTrack {
    const video = kind === 'videoinput';
    const settings = { deviceId, ...(video && { width: 1280, height: 720 }) };
    const track = new Track({ kind: video ? 'video' : 'audio', label, settings });
    this.tracks.push(track);
    return track;
  }
}

function device(kind: Kind, deviceId: string): FakeDevice {
  return { kind, deviceId, label: `The ${deviceId}`, groupId: `group of ${deviceId}` };
}

function stream(tracks: FakeMediaStreamTrack[]) {
  return {
    getTracks: () => tracks,
    getAudioTracks: () => tracks.filter(({ kind }) => kind === 'audio'),
    getVideoTracks: () => tracks.filter(({ kind }) => kind === 'video'),
  };
}

function named(name: string): Error {
  return Object.assign(new Error(name), { name });
}
