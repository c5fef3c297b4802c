/** The SDK without the page, in a real browser: what is sent follows what is watched, and faults happen when they are asked for. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { openHall } from './support/hall.ts';
import { joinWithDevices, newSdkPage, sends } from './support/sdk-page.ts';

const hall = openHall();

async function two(room: string): Promise<[Page, Page]> {
  const ann = await newSdkPage(hall.browser, hall.server.url);
  const ben = await newSdkPage(hall.browser, hall.server.url);
  await joinWithDevices(ann, { room, name: 'Ann', camera: true });
  await joinWithDevices(ben, { room, name: 'Ben' });
  return [ann, ben];
}

/** Shows the camera of whoever is called so in a video of that size; at no size, it is taken away. */
async function watch(page: Page, name: string, width: number): Promise<void> {
  await page.evaluate(
    ([who, size]) => {
      document.body.replaceChildren();
      globalThis.detach?.();
      globalThis.detach = undefined;
      if (size === 0) return;
      const video = document.createElement('video');
      video.style.cssText = `width: ${size}px; height: ${(size * 9) / 16}px`;
      document.body.append(video);
      const peer = Object.values(room.state.peers).find(each => each.name === who);
      if (peer) globalThis.detach = room.attach(video, { peerId: peer.peerId });
    },
    [name, width] as const,
  );
}

declare global {
  var detach: (() => void) | undefined;
}

/** Resolves when the video of the page is that wide and moves. */
async function sees(page: Page, width: number): Promise<void> {
  await page.waitForFunction(wanted => {
    const video = document.querySelector('video');
    return video && video.videoWidth === wanted && video.currentTime > 0;
  }, width);
}

test('a camera that nobody watches is not sent, whatever else is published; what is watched small is sent small', async () => {
  const ann = await newSdkPage(hall.browser, hall.server.url);
  const ben = await newSdkPage(hall.browser, hall.server.url);
  await joinWithDevices(ann, { room: 'demand', name: 'Ann', camera: true });
  await sends(ann, 'nothing while nobody is there', kilobits => kilobits < 5);
  await joinWithDevices(ben, { room: 'demand', name: 'Ben' });
  await watch(ben, 'Ann', 900);
  await sees(ben, 1280);
  await sends(ann, 'the large picture', kilobits => kilobits > 500);
  await watch(ben, 'Ann', 300);
  await sends(ann, 'the small picture', kilobits => kilobits > 20 && kilobits < 250);
  await watch(ben, 'Ann', 0);
  await sends(ann, 'nothing again', kilobits => kilobits < 5);
  // Another track is negotiated, and the camera released and taken again.
  await ann.evaluate(async () => {
    const canvas = document.createElement('canvas');
    canvas.getContext('2d');
    const [picture] = canvas.captureStream().getVideoTracks();
    if (picture) await room.publish(picture, { source: 'screen' });
    await room.setCamera(false);
    await room.setCamera(true);
  });
  await sends(ann, 'still nothing', kilobits => kilobits < 5);
  const active = await ann.evaluate(async () => {
    const { sent } = await room.stats();
    return sent.find(({ source }) => source === 'camera')?.layers.map(layer => layer.active);
  });
  expect(active).toEqual([false, false, false]);
  await watch(ben, 'Ann', 900);
  await sees(ben, 1280);
  for (const page of [ann, ben]) await page.context().close();
});

test('a path that is lost is told, and found again', async () => {
  const [ann, ben] = await two('faults');
  await watch(ben, 'Ann', 900);
  await sees(ben, 1280);
  const states = await ben.evaluate(
    () =>
      new Promise<string[]>(resolve => {
        const told: string[] = [];
        room.on('path', state => {
          told.push(state);
          if (state === 'connected') resolve(told);
        });
        room.simulate('media-loss');
      }),
  );
  expect(states[0]).toBe('interrupted');
  await watch(ben, 'Ann', 300);
  await sees(ben, 320);
  for (const page of [ann, ben]) await page.context().close();
});

test('without UDP everything goes by TCP, and a socket that drops ends the call as lost', async () => {
  const ann = await newSdkPage(hall.browser, hall.server.url);
  const ben = await newSdkPage(hall.browser, hall.server.url);
  await joinWithDevices(ann, { room: 'tcp', name: 'Ann', camera: true });
  await joinWithDevices(ben, { room: 'tcp', name: 'Ben', camera: true, simulate: ['udp-blocked'] });
  await watch(ben, 'Ann', 900);
  await sees(ben, 1280);
  await watch(ann, 'Ben', 300);
  await sees(ann, 320);
  const paths = await ben.evaluate(async () => {
    const { sendPath, recvPath } = await room.stats();
    return [sendPath.protocol, recvPath.protocol];
  });
  expect(paths).toEqual(['tcp', 'tcp']);
  const reason = await ben.evaluate(
    () =>
      new Promise(resolve => {
        room.on('ended', end => resolve(end.reason));
        room.simulate('socket-drop');
      }),
  );
  expect(reason).toBe('lost');
  for (const page of [ann, ben]) await page.context().close();
});

test('a microphone that is switched during the call is not published anew', async () => {
  const [ann, ben] = await two('switching');
  await ann.evaluate(() => room.setMicrophone(true));
  await ann.waitForFunction(() => Object.keys(room.state.peers[room.peerId]?.producers ?? {}).length === 2);
  const before = await ann.evaluate(() => Object.keys(room.state.peers[room.peerId]?.producers ?? {}));
  const used = await ann.evaluate(async () => {
    const { microphones } = await plenum.listDevices();
    const { deviceId } = room.local.state('microphone');
    const other = microphones.find(each => each.deviceId !== deviceId);
    await room.useDevice('microphone', other?.deviceId ?? '');
    return { wanted: other?.deviceId, now: room.local.state('microphone').deviceId };
  });
  expect(used.now).toBe(used.wanted);
  const after = await ann.evaluate(() => Object.keys(room.state.peers[room.peerId]?.producers ?? {}));
  expect(after).toEqual(before);
  for (const page of [ann, ben]) await page.context().close();
});
