import { expect, onTestFinished, test, vi } from 'vitest';
import type { Params } from '#protocol/methods.ts';
import { MediaSession } from '../../../client/sdk/media-session.ts';
import type { MediaMethod, Signalling } from '../../../client/sdk/signalling.ts';
import { consumer, fakeTrack, loadedDevice, media } from './fake-device.ts';
import { quiet } from './joined-room.ts';

async function mediaSession() {
  const { device } = await loadedDevice();
  const sent: { method: MediaMethod; params: unknown }[] = [];
  const signalling: Signalling = {
    request(method, params) {
      sent.push({ method, params });
      return Promise.resolve({} as never);
    },
  };
  return { session: new MediaSession(device, signalling), sent };
}

test('a new generation publishes the same things again, under the same ids, muted as they were', async () => {
  const { session, sent } = await mediaSession();
  session.begin(media());
  await session.publish(fakeTrack('audio'), { source: 'microphone' });
  await session.publish(fakeTrack('video'), { source: 'camera' });
  session.setPaused('microphone', true);
  const published = () =>
    sent.filter(each => each.method === 'publish').map(each => each.params as Params<'publish'>);
  const before = published();
  sent.length = 0;
  session.begin(media([], 2));
  await quiet();
  const after = published();
  expect(after.map(params => params.producerId)).toEqual(before.map(params => params.producerId));
  expect(after.map(params => params.paused)).toEqual([true, false]);
  expect(sent.map(each => each.method)).toEqual(['connectTransport', 'publish', 'publish']);
});

test('the last pictures of a generation stay until those of the next one come, or do not', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  const { session } = await mediaSession();
  const seen: string[] = [];
  session.on('trackAdded', ({ peerId }) => seen.push(`+${peerId}`));
  session.on('trackRemoved', ({ peerId }) => seen.push(`-${peerId}`));
  const cy = consumer('cy', 'camera');
  session.begin(media([consumer('bob', 'camera'), cy]));
  await quiet();
  session.begin(media([{ ...consumer('cy', 'camera'), producerId: cy.producerId }], 2));
  await quiet();
  expect(seen).toEqual(['+bob', '+cy', '-cy', '+cy']);
  vi.advanceTimersByTime(3_000);
  expect(seen.slice(4)).toEqual(['-bob']);
  expect(session.remoteTracks.size).toBe(1);
  session.close();
  expect(vi.getTimerCount()).toBe(0);
  expect(session.remoteTracks.size).toBe(0);
});

test('closed while consumers are being built, it shows none and asks for nothing', async () => {
  const { session, sent } = await mediaSession();
  session.on('trackAdded', () => expect.unreachable());
  session.on('error', () => expect.unreachable());
  session.begin(media([consumer('bob', 'camera')]));
  session.close();
  await quiet();
  expect(sent).toEqual([]);
});

test('fresh ICE servers reach the transports that are there, and those of later generations', async () => {
  const { device, handlers } = await loadedDevice();
  const used: RTCIceServer[][] = [];
  const given: (RTCIceServer[] | undefined)[] = [];
  const signalling: Signalling = { request: () => Promise.resolve({} as never) };
  const create = device.createSendTransport.bind(device);
  device.createSendTransport = options => {
    given.push(options.iceServers);
    return create(options);
  };
  const session = new MediaSession(device, signalling, 'relay');
  const servers = (username: string) => [{ urls: ['turn:turn.test'], username, credential: 'c' }];
  session.useIceServers(servers('first'));
  session.begin(media());
  for (const handler of handlers) {
    handler.updateIceServers = async iceServers => void used.push(iceServers);
  }
  session.useIceServers(servers('second'));
  await quiet();
  expect(used).toEqual([servers('second'), servers('second')]);
  session.begin(media([], 2));
  expect(given).toEqual([servers('first'), servers('second')]);
});

test('a browser that cannot change ICE servers goes on with the first', async () => {
  const { device, handlers } = await loadedDevice();
  const signalling: Signalling = { request: () => Promise.resolve({} as never) };
  const session = new MediaSession(device, signalling);
  const errors: Error[] = [];
  session.on('error', error => errors.push(error));
  session.begin(media());
  const unsupported = Object.assign(new Error('not supported'), { name: 'UnsupportedError' });
  for (const handler of handlers) handler.updateIceServers = () => Promise.reject(unsupported);
  session.useIceServers([]);
  await quiet();
  expect(errors).toEqual([]);
  for (const handler of handlers) handler.updateIceServers = () => Promise.reject(new Error('broken'));
  session.useIceServers([]);
  await quiet();
  expect(errors).toHaveLength(2);
});
