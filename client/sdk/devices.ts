/**
 * Which microphones, cameras and speakers there are, and when that changes. Captures nothing. Each device is listed once: Chromium
 * lists the default one a second time under an alias.
 */
export interface DeviceInfo {
  deviceId: string;
  /** The browser's name for it; empty in some browsers until a device of its kind was captured once. */
  label: string;
}

/** The system's default comes first, where the browser tells. */
export interface Devices {
  microphones: DeviceInfo[];
  cameras: DeviceInfo[];
  /** Empty where the browser leaves the choice to the system. */
  speakers: DeviceInfo[];
}

export interface DeviceChange {
  /** Newly plugged in; not those that are only told now, because the page was just given permission. */
  added: (DeviceInfo & { kind: keyof Devices })[];
  removed: (DeviceInfo & { kind: keyof Devices })[];
}

const kinds = { microphones: 'audioinput', cameras: 'videoinput', speakers: 'audiooutput' } as const;
const names = ['microphones', 'cameras', 'speakers'] as const;

/**
 * Until the page may use a microphone or a camera, browsers hide which ones there are: then its list is empty. Ask again after the
 * first capture, of which the browser does not tell. Never rejects: where there are no devices at all, as without TLS, all is empty.
 */
export async function listDevices(): Promise<Devices> {
  return listed(await enumerate());
}

/**
 * Calls `listener` when a device was plugged in or out, once for each change that makes a difference. Returns what ends it.
 */
export function watchDevices(listener: (devices: Devices, change: DeviceChange) => void): () => void {
  const source = globalThis.navigator?.mediaDevices;
  let before = enumerate();
  let ended = false;
  const look = () => {
    // One after the other, so that changes are told in their order.
    before = before.then(async old => {
      const now = await enumerate();
      const change = changeOf(old, now);
      if (!ended && change.added.length + change.removed.length > 0) listener(listed(now), change);
      return now;
    });
  };
  source?.addEventListener?.('devicechange', look);
  return () => {
    ended = true;
    source?.removeEventListener?.('devicechange', look);
  };
}

/** The real device id of a track that was captured through the alias of the default device; undefined when it was not. */
export async function aliasedDevice(track: MediaStreamTrack): Promise<string | undefined> {
  const { deviceId } = track.getSettings();
  if (deviceId !== 'default') return undefined;
  const kind = track.kind === 'audio' ? 'audioinput' : 'videoinput';
  const all = (await enumerate()).filter(device => device.kind === kind);
  const alias = all.find(device => device.deviceId === deviceId);
  return alias && behind(alias, all)?.deviceId;
}

async function enumerate(): Promise<MediaDeviceInfo[]> {
  try {
    return (await globalThis.navigator?.mediaDevices?.enumerateDevices()) ?? [];
  } catch {
    return [];
  }
}

function listed(all: MediaDeviceInfo[]): Devices {
  return {
    microphones: listedOf('microphones', all),
    cameras: listedOf('cameras', all),
    speakers: listedOf('speakers', all),
  };
}

function listedOf(name: keyof Devices, everything: MediaDeviceInfo[]): DeviceInfo[] {
  const all = everything.filter(({ kind, deviceId }) => kind === kinds[name] && deviceId !== '');
  const alias = all.find(({ deviceId }) => deviceId === 'default');
  const first = alias && (behind(alias, all) ?? alias);
  const others = all.filter(
    device => device !== first && device !== alias && device.deviceId !== 'communications',
  );
  return [...(first ? [first] : []), ...others].map(({ deviceId, label }) => ({ deviceId, label }));
}

/** The device that the alias stands for: of the same group and, where a group has several, the one whose label the alias repeats. */
function behind(alias: MediaDeviceInfo, all: MediaDeviceInfo[]): MediaDeviceInfo | undefined {
  const group = all.filter(
    ({ deviceId, groupId }) =>
      deviceId !== 'default' && deviceId !== 'communications' && groupId === alias.groupId,
  );
  return group.find(({ label }) => alias.label.endsWith(label)) ?? group[0];
}

function changeOf(before: MediaDeviceInfo[], now: MediaDeviceInfo[]): DeviceChange {
  const change: DeviceChange = { added: [], removed: [] };
  for (const kind of names) {
    const [old, current] = [listedOf(kind, before), listedOf(kind, now)];
    const were = new Set(old.map(({ deviceId }) => deviceId));
    const are = new Set(current.map(({ deviceId }) => deviceId));
    change.removed.push(...old.filter(each => !are.has(each.deviceId)).map(each => ({ ...each, kind })));
    // One without an id stands for those that the browser has hidden so far.
    if (before.some(each => each.kind === kinds[kind] && each.deviceId === '')) continue;
    change.added.push(...current.filter(each => !were.has(each.deviceId)).map(each => ({ ...each, kind })));
  }
  return change;
}
