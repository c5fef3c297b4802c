/** What the SDK makes of media that the server has lost and renews. */
import { describe, expect, test } from 'vitest';
import type { Params } from '#protocol/methods.ts';
import { consumer, fakeTrack, media } from './fake-device.ts';
import { joinedRoom, quiet, settled } from './joined-room.ts';

type Joined = Awaited<ReturnType<typeof joinedRoom>>;

/** Microphone and camera are published, Bob's camera is received. */
async function call(): Promise<Joined> {
  const joined = await joinedRoom([consumer('bob', 'camera')]);
  await joined.room.publish(fakeTrack('audio'), { source: 'microphone' });
  await joined.room.publish(fakeTrack('video'), { source: 'camera' });
  await settled(() => joined.room.remoteTracks.size === 1);
  return joined;
}

const published = ({ farEnd }: Joined) =>
  farEnd.sent.filter(({ method }) => method === 'publish').map(({ params }) => params as Params<'publish'>);

test('lost media are an interrupted path, and the next generation carries the same under the same ids', async () => {
  const joined = await call();
  const { farEnd, room } = joined;
  const paths: string[] = [];
  room.on('path', path => paths.push(path));
  await farEnd.signal('mediaLost', { generation: 1 });
  expect(paths).toEqual(['interrupted']);
  expect(room.remoteTracks.size).toBe(1); // the last picture stays
  await farEnd.signal('mediaRenewed', media([consumer('bob', 'camera')], 2));
  await settled(() => published(joined).length === 4);
  const [first, second] = [published(joined).slice(0, 2), published(joined).slice(2)];
  expect(second.map(({ producerId }) => producerId)).toEqual(first.map(({ producerId }) => producerId));
  expect(room.end).toBeUndefined();
});

test('muted while there are no media is muted in the next generation', async () => {
  const joined = await call();
  const { farEnd, room } = joined;
  await farEnd.signal('mediaLost', { generation: 1 });
  room.pause('microphone');
  await farEnd.signal('mediaRenewed', media([], 2));
  await settled(() => published(joined).length === 4);
  expect(
    published(joined)
      .slice(2)
      .map(({ paused }) => paused),
  ).toEqual([true, false]);
});

describe('between the two', () => {
  test('what the server refuses is no failure, and what is published is not given up', async () => {
    const joined = await joinedRoom();
    const { farEnd, room } = joined;
    const failures: string[] = [];
    room.on('publishFailed', source => failures.push(source));
    room.on('error', error => failures.push(String(error)));
    delete farEnd.answers.publish;
    await room.publish(fakeTrack('audio'), { source: 'microphone' });
    await settled(() => published(joined).length === 1);
    await farEnd.signal('mediaLost', { generation: 1 });
    const error = { code: -32007, message: 'no', data: { reason: 'unavailable' } };
    await farEnd.answer(farEnd.last('publish'), { error });
    await quiet();
    expect([failures, room.publishes('microphone'), room.end]).toEqual([[], true, undefined]);
  });

  test('another track, and a camera that is switched off, wait for the next', async () => {
    const joined = await call();
    const { farEnd, room } = joined;
    await farEnd.signal('mediaLost', { generation: 1 });
    await room.replaceTrack('microphone', fakeTrack('audio'));
    await room.replaceTrack('camera', null);
    await farEnd.signal('mediaRenewed', media([], 2));
    await settled(() => published(joined).length === 3);
    await quiet();
    expect(
      published(joined)
        .slice(2)
        .map(({ source }) => source),
    ).toEqual(['microphone']);
  });
});

test('a generation that is told twice is built once; news of an older one changes nothing', async () => {
  const joined = await call();
  const { farEnd, room } = joined;
  const next = media([], 2);
  await farEnd.signal('mediaRenewed', next);
  await farEnd.signal('mediaRenewed', next);
  await farEnd.signal('mediaLost', { generation: 1 });
  await settled(() => published(joined).length === 4);
  await quiet();
  expect(published(joined)).toHaveLength(4);
  expect(room.pathState).not.toBe('interrupted');
});
