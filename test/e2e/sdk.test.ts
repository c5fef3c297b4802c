/** The SDK without the page, in a real browser: what is sent follows what is watched, faults happen when they are asked for, moderators decide. */
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

test('without UDP everything goes by TCP, and a socket that drops is replaced', async () => {
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
  const states = await ben.evaluate(
    () =>
      new Promise(resolve => {
        const told: string[] = [];
        room.on('ended', () => resolve('ended'));
        room.on('connection', state => {
          told.push(state);
          if (state === 'connected') resolve(told);
        });
        room.simulate('socket-drop');
      }),
  );
  expect(states).toEqual(['reconnecting', 'connected']);
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

/** What is on of this person's devices, as they themselves see it, and as everybody does. */
function devicesOf(page: Page): Promise<{ own: boolean[]; state: boolean[] }> {
  return page.evaluate(() => {
    const sources = ['microphone', 'camera'] as const;
    const published = Object.values(room.state.peers[room.peerId]?.producers ?? {});
    return {
      own: sources.map(source => room.local.state(source).on),
      state: sources.map(source => published.some(each => each.source === source && !each.paused)),
    };
  });
}

/** Resolves once microphone and camera are so, in both views. */
async function become(page: Page, microphone: boolean, camera: boolean): Promise<void> {
  const wanted = [microphone, camera];
  await expect.poll(() => devicesOf(page), { timeout: 60_000 }).toEqual({ own: wanted, state: wanted });
}

/** Lets the moderator do something to what the other publishes. */
async function decide(page: Page, action: 'mute' | 'stop', source: string): Promise<void> {
  await page.evaluate(
    async ([what, of]) => {
      const others = Object.values(room.state.peers).filter(({ peerId }) => peerId !== room.peerId);
      const published = others.flatMap(({ producers }) => Object.values(producers));
      const { producerId = '' } = published.find(each => each.source === of) ?? {};
      await room.moderation[what](producerId);
    },
    [action, source] as const,
  );
}

test('whoever is muted or stopped sees it on their own devices, and may go on where the grant allows it', async () => {
  const ann = await newSdkPage(hall.browser, hall.server.url);
  const ben = await newSdkPage(hall.browser, hall.server.url);
  await joinWithDevices(ann, { room: 'moderated', name: 'Ann' });
  await joinWithDevices(ben, { room: 'moderated', name: 'Ben', microphone: true, camera: true });
  await become(ben, true, true);
  expect(await ben.evaluate(() => room.grant.moderator)).toBe(false);
  await decide(ann, 'mute', 'microphone');
  await become(ben, false, true);
  await ben.evaluate(() => room.setMicrophone(true));
  await become(ben, true, true);
  await decide(ann, 'stop', 'camera');
  await become(ben, true, false);
  await ben.evaluate(() => room.setCamera(true));
  await become(ben, true, true);
  const failed = await ben.evaluateHandle(() => {
    const sources: string[] = [];
    room.on('publishFailed', source => sources.push(source));
    return sources;
  });
  await ann.evaluate(async () => {
    const ben = Object.values(room.state.peers).find(({ name }) => name === 'Ben');
    await room.moderation.changeGrant(ben?.peerId ?? '', { canPublish: ['microphone'] });
  });
  await become(ben, true, false);
  expect(await ben.evaluate(() => room.grant.canPublish)).toEqual(['microphone']);
  await ben.evaluate(() => room.setCamera(true));
  await expect.poll(() => failed.jsonValue(), { timeout: 60_000 }).toEqual(['camera']);
  await become(ben, true, false);
  for (const page of [ann, ben]) await page.context().close();
});

test('whoever waits in the lobby is let in or refused, and can be removed; the room ends for all', async () => {
  const ann = await newSdkPage(hall.browser, hall.server.url);
  const cy = await newSdkPage(hall.browser, hall.server.url);
  await joinWithDevices(ann, { room: 'knocking', name: 'Ann' });
  await ann.evaluate(() => room.moderation.changeRoom({ lobby: true }));
  const url = `${hall.server.url.replace('http', 'ws')}/ws`;
  const seen = await cy.evaluate(options => plenum.Room.preview(options), { url, room: 'knocking' });
  expect(seen).toMatchObject({ lobby: true, locked: false });
  const knock = () =>
    cy.evaluate(async address => {
      let waited = 0;
      const onWaiting = () => {
        waited += 1;
      };
      const options = { url: address, room: 'knocking', name: 'Cy', onWaiting };
      globalThis.room = await plenum.Room.join(options);
      return waited;
    }, url);
  const answer = async (how: 'admit' | 'refuse') => {
    await ann.waitForFunction(() => room.lobby.length === 1);
    await ann.evaluate(what => room.moderation[what](room.lobby[0]?.waitingId ?? ''), how);
  };
  const [refused] = await Promise.all([knock().catch(String), answer('refuse')]);
  expect(refused).toContain('A moderator did not let you in.');
  const [waited] = await Promise.all([knock(), answer('admit')]);
  expect(waited).toBe(1);
  const ended = cy.evaluate(() => new Promise(resolve => room.on('ended', end => resolve(end.reason))));
  await ann.evaluate(async () => {
    const cy = Object.values(room.state.peers).find(({ name }) => name === 'Cy');
    await room.moderation.remove(cy?.peerId ?? '');
  });
  expect(await ended).toBe('kicked');
  const over = ann.evaluate(() => new Promise(resolve => room.on('ended', end => resolve(end.reason))));
  await ann.evaluate(() => room.moderation.endRoom());
  expect(await over).toBe('room-closed');
  for (const page of [ann, cy]) await page.context().close();
});
