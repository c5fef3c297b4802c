/** A call of three and more in real browsers, over the real page, through the real server and worker. */
import { describe, expect, test } from 'vitest';
import { poll } from '../support/poll.ts';
import { openHall } from './support/hall.ts';
import type { Person } from './support/person.ts';

const hall = openHall({ WORKERS: '2' });

/** People of these names, in the room. */
async function call<const Names extends readonly string[]>(
  room: string,
  names: Names,
): Promise<{ [N in keyof Names]: Person }> {
  const joined = await Promise.all(names.map(name => hall.person(name)));
  await Promise.all(joined.map(one => one.join(room)));
  return joined as { [N in keyof Names]: Person };
}

describe('three people in a room', () => {
  test('see and hear each other', async () => {
    const three = await call('three', ['Ann', 'Ben', 'Cem']);
    for (const one of three) {
      await one.watches(2);
      await one.hears(2);
      expect((await one.others()).sort()).toEqual(['Ann', 'Ben', 'Cem'].filter(name => name !== one.name));
    }
  });

  test('mute and un-mute', async () => {
    const [ann, ben, cem] = await call('mute', ['Ann', 'Ben', 'Cem']);
    await ben.hears(2);
    await ann.press('Mute microphone');
    await ann.sees('Unmute microphone');
    await Promise.all([ben, cem].map(one => one.reads('microphone off')));
    await ben.hears(1);
    await ann.press('Unmute microphone');
    await ben.hears(2);
  });

  test('stop the camera and start it again', async () => {
    const [ann, ben] = await call('camera', ['Ann', 'Ben']);
    await ben.watches(1);
    await ann.press('Stop camera');
    await ann.sees('Start camera');
    await ben.reads('Camera off');
    await ben.watches(0);
    await ann.press('Start camera');
    await ben.watches(1);
  });

  test('share a screen', async () => {
    const [ann, ben] = await call('screen', ['Ann', 'Ben']);
    await ben.watches(1);
    await ann.press('Share screen');
    await ann.sees('Stop sharing');
    await ben.watches(1, 'screen');
    await ben.watches(1, 'camera');
    await ann.press('Stop sharing');
    await ben.watches(0, 'screen');
    await ann.sees('Share screen');
  });

  test('leave, and join again', async () => {
    const [ann, ben] = await call('again', ['Ann', 'Ben']);
    await ann.watches(1);
    await ann.press('Leave');
    await ann.reads('You left the room.');
    await poll('Ben is alone', async () => (await ben.others()).length === 0);
    await ann.press('Join again');
    await ann.watches(1);
    await ben.watches(1);
    await ben.hears(1);
  });

  test('are gone for the others when their page closes', async () => {
    const [ann, ben] = await call('gone', ['Ann', 'Ben']);
    await ben.watches(1);
    await ann.page.close();
    await poll('Ben is alone', async () => (await ben.others()).length === 0);
  });
});

test.each(['VP9', 'AV1', 'H264'])('the camera is sent in %s where chosen', async codec => {
  const ann = await hall.person('Ann');
  const ben = await hall.person('Ben');
  await Promise.all([ann.join(codec, codec), ben.join(codec)]);
  await ben.watches(1);
  await ann.watches(1);
  expect(await ben.videoCodecs()).toEqual([`video/${codec}`]);
  expect(await ann.videoCodecs()).toEqual(['video/VP8']);
});

test('two rooms do not mix', async () => {
  const [ann, ben] = await call('left-room', ['Ann', 'Ben']);
  const [cem, dan] = await call('right-room', ['Cem', 'Dan']);
  for (const one of [ann, ben, cem, dan]) await one.watches(1);
  expect(await ann.others()).toEqual(['Ben']);
  expect(await cem.others()).toEqual(['Dan']);
  await ann.hears(1);
});

// How long it takes is printed, not judged: four pages that encode video share whatever processor the machine has to give.
test('a fourth who joins late sees and hears three', async () => {
  const three = await call('late', ['Ann', 'Ben', 'Cem']);
  for (const one of three) await one.watches(2);
  const late = await hall.person('Dan');
  await late.open('/r/late');
  await late.page.getByLabel('Your name').fill('Dan');
  const took = late.page.evaluate(timeToPictures, 3);
  await late.press('Join');
  const { milliseconds } = await took;
  console.log(`three pictures after ${milliseconds} ms`);
  await late.hears(3);
});

/** Runs in the page: from the click on Join to the first frame of so many remote videos. */
function timeToPictures(count: number): Promise<{ milliseconds: number }> {
  return new Promise(resolve => {
    let joinedAt = 0;
    document.addEventListener(
      'submit',
      () => {
        joinedAt = performance.now();
      },
      { capture: true },
    );
    const look = () => {
      const videos = [...document.querySelectorAll<HTMLVideoElement>('li:not([data-self]) video')];
      const shown = videos.filter(video => video.getVideoPlaybackQuality().totalVideoFrames > 0);
      if (shown.length >= count) resolve({ milliseconds: Math.round(performance.now() - joinedAt) });
      else setTimeout(look, 10);
    };
    look();
  });
}

test('nothing is sent for a hidden page, and pictures are back when it returns', async () => {
  const [, ben] = await call('hidden', ['Ann', 'Ben']);
  await ben.watches(1);
  await ben.turns('hidden');
  await ben.videoRests();
  await ben.hears(1);
  await ben.turns('visible');
  await ben.watches(1);
});
