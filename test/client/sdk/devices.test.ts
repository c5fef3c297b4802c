import { afterEach, expect, test, vi } from 'vitest';
import { listDevices, watchDevices } from '../../../client/sdk/devices.ts';
import { LocalMedia } from '../../../client/sdk/local-media.ts';
import { FakeMachine } from './fake-machine.ts';
import { quiet, settled } from './joined-room.ts';

afterEach(() => {
  vi.unstubAllGlobals();
});

function watched() {
  const told: string[] = [];
  const end = watchDevices(({ microphones }, { added, removed }) => {
    const ids = (devices: { deviceId: string }[]) => devices.map(({ deviceId }) => deviceId).join();
    told.push(`${ids(microphones)} +${ids(added)} -${ids(removed)}`);
  });
  return { told, end };
}

/** As Chromium lists them: the default microphone comes first, a second time. */
function chromium(): FakeMachine {
  const machine = new FakeMachine(
    ['audioinput', 'built-in'],
    ['audioinput', 'usb'],
    ['audiooutput', 'speaker'],
  );
  const alias = (deviceId: string, of: string) => ({
    kind: 'audioinput' as const,
    deviceId,
    label: `Default - The ${of}`,
    groupId: `group of ${of}`,
  });
  machine.devices = [alias('default', 'usb'), alias('communications', 'built-in'), ...machine.devices];
  return machine.install();
}

test('each device is listed once, the default one first', async () => {
  chromium();
  expect(await listDevices()).toEqual({
    microphones: [
      { deviceId: 'usb', label: 'The usb' },
      { deviceId: 'built-in', label: 'The built-in' },
    ],
    cameras: [],
    speakers: [{ deviceId: 'speaker', label: 'The speaker' }],
  });
});

test('a device that is known by its alias alone is listed', async () => {
  const machine = chromium();
  machine.devices = machine.devices.slice(0, 1);
  expect((await listDevices()).microphones).toEqual([{ deviceId: 'default', label: 'Default - The usb' }]);
});

test('what was captured as the default is told by its own id', async () => {
  chromium();
  const media = new LocalMedia();
  await media.start({ microphone: true });
  await settled(() => media.state('microphone').deviceId !== 'default');
  expect(media.state('microphone').deviceId).toBe('usb');
});

test('before permission there is nothing to choose from', async () => {
  const machine = new FakeMachine().install();
  machine.devices = [{ kind: 'audioinput', deviceId: '', label: '', groupId: '' }];
  expect(await listDevices()).toEqual({ microphones: [], cameras: [], speakers: [] });
});

test('a page without devices, as one without TLS, has none', async () => {
  vi.stubGlobal('navigator', {});
  expect(await listDevices()).toEqual({ microphones: [], cameras: [], speakers: [] });
  watchDevices(() => expect.unreachable())();
});

test('what is plugged in and out is told, once', async () => {
  const machine = new FakeMachine(['audioinput', 'built-in']).install();
  const { told, end } = watched();
  machine.plug('audioinput', 'usb');
  machine.dispatchEvent(new Event('devicechange'));
  await quiet();
  machine.unplug('usb');
  await quiet();
  expect(told).toEqual(['built-in,usb +usb -', 'built-in + -usb']);
  end();
  machine.plug('audioinput', 'usb');
  await quiet();
  expect(told).toHaveLength(2);
});

test('devices that only become visible were not plugged in', async () => {
  const machine = new FakeMachine().install();
  machine.devices = [{ kind: 'audioinput', deviceId: '', label: '', groupId: '' }];
  const { told } = watched();
  await quiet();
  machine.devices = [];
  machine.plug('audioinput', 'built-in');
  await quiet();
  machine.plug('audioinput', 'usb');
  await quiet();
  expect(told).toEqual(['built-in,usb +usb -']);
});
