/** A publisher that floods and one that is honest, over real transports: the first is stopped, the second does not notice. */
import { expect, onTestFinished, test } from 'vitest';
import { camera, microphone } from '../conformance/support/media-parameters.ts';
import { play, streamOf } from '../conformance/support/media-source.ts';
import { connectMedia } from '../support/connect-media.ts';
import { consumerOf, join } from '../support/join.ts';
import { poll } from '../support/poll.ts';
import { startApp } from '../support/start-app.ts';

const videoKbps = 100;
const tooLong = 1_000; // bytes, 50 times a second: 400 kbit/s

test('a flood is paused and then removed; what others send and hear goes on', async () => {
  const app = await startApp({ limits: { videoKbps } });
  const ann = await join(app);
  const bob = await join(app, { name: 'Bob' });
  const [picture, voice] = [camera(), microphone()];
  for (const [client, publication] of [
    [ann, picture],
    [bob, voice],
  ] as const) {
    expect((await client.send('publish', publication)).error).toBeUndefined();
  }
  const flooding = await connectMedia(ann, ann.joined.media.sendTransport);
  const honest = await connectMedia(bob, bob.joined.media.sendTransport);
  const hearing = await connectMedia(ann, ann.joined.media.recvTransport);
  const { consumerId } = await consumerOf(ann, voice.producerId);
  await ann.request('startConsumers', { consumerIds: [consumerId] });
  const from = performance.now();
  onTestFinished(play(flooding, [streamOf(picture, 'x'.repeat(tooLong))]));
  onTestFinished(play(honest, [streamOf(voice, 'voice')]));

  const told = (type: string) => bob.signals('event').filter(event => event.type === type);
  await poll('it is paused', () => told('producerPaused').length > 0, 15_000);
  const pausedAfter = performance.now() - from;
  await poll('it is removed', () => told('producerRemoved').length > 0, 15_000);
  expect(told('producerPaused')).toMatchObject([{ producerId: picture.producerId, by: null }]);
  expect(told('producerRemoved')).toMatchObject([{ producerId: picture.producerId, by: null }]);
  expect(pausedAfter).toBeLessThan(10_000);

  expect([ann.ended, bob.ended]).toEqual([undefined, undefined]);
  const heard = hearing.rtp.length;
  await hearing.until('Bob is heard', () => hearing.rtp.length > heard + 50);
  expect(told('producerPaused')).toHaveLength(1);
  expect(app.troubles()).toEqual([
    'a publisher was far too fast and is paused',
    'a publisher was far too fast and is removed',
  ]);
});
