/**
 * What a join costs on a slow line: the SDK, a real server, and 100 ms in each direction.
 */
import { expect, onTestFinished, test } from 'vitest';
import { Room } from '../../client/sdk/room.ts';
import { fakeDevice, fakeTrack } from '../client/sdk/fake-device.ts';
import { join } from '../support/join.ts';
import * as media from '../support/media-parameters.ts';
import { poll } from '../support/poll.ts';
import { slowLine } from '../support/slow-line.ts';
import { startApp } from '../support/start-app.ts';

const delay = 100; // ms, each way

test('one round trip until ICE can start, six messages for a join that publishes two tracks and receives two', async () => {
  const app = await startApp();
  const url = (await app.fastify.listen({ host: '127.0.0.1', port: 0 })).replace('http', 'ws');
  const ann = await join(app);
  await ann.request('publish', media.microphone());
  await ann.request('publish', media.camera());
  const line = await slowLine(`${url}/ws`, delay);

  const joiningAt = performance.now();
  const { handlerFactory } = fakeDevice();
  const room = await Room.join({ url: line.url, room: 'kitchen', name: 'Bob', handlerFactory });
  onTestFinished(() => room.leave());
  await room.publish(fakeTrack('audio'), { source: 'microphone' });
  await room.publish(fakeTrack('video'), { source: 'camera' });
  await poll('everything is answered', () => line.sent.length >= 6 && line.unanswered === 0);
  const took = performance.now() - joiningAt;

  expect(line.sent.map(({ method }) => method).sort()).toEqual([
    'connectTransport',
    'connectTransport',
    'join',
    'publish',
    'publish',
    'startConsumers',
  ]);
  const [first, ...others] = line.sent;
  expect(first).toEqual({ method: 'join', trip: 1 });
  // Sent with the answer to `join`, and with no other, at hand: by then ICE may begin.
  for (const { method, trip } of others) expect(trip, method).toBe(2);
  // Hello and two trips take 500 ms; every further trip would add 200.
  expect(took).toBeLessThan(2_000);

  expect(room.remoteTracks.size).toBe(2);
  await ann.until('the tracks of the other', () => ann.room.consumers.size === 2);
  const consumers = [...app.engine.consumers].filter(({ paused }) => !paused);
  expect(consumers).toHaveLength(2);
  expect(app.troubles()).toEqual([]);
});
