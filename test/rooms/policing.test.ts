/** Publishers that send far more than they may: paused, removed, closed; and that nobody else is touched. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { limits } from '../../server/limits.ts';
import { camera, microphone } from '../support/media.ts';
import { enter, openRoom } from '../support/open-room.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const tooMuch = 3 * limits.videoKbps * 1_000;

/** Ann publishes a camera, as fast as the test says; Bob sees what becomes of it. */
async function publisher() {
  const open = await openRoom();
  const ann = await enter(open.room, { name: 'Ann' });
  const bob = await enter(open.room, { name: 'Bob' });
  const picture = camera();
  const send = async (params: ReturnType<typeof camera>, bitrate: number) => {
    const known = new Set(open.router.producers.values());
    await ann.peer.publishing.publish(params);
    const producer = [...open.router.producers.values()].find(each => !known.has(each));
    if (!producer) throw new Error('nothing was published');
    producer.bitrate = bitrate;
    return producer;
  };
  const producer = await send(picture, 0);
  bob.sink.events.length = 0;
  return { ...open, ann, bob, picture, producer, send };
}

/** As often as policing may look, and the engine answers. */
async function wait(seconds: number, { settled }: { settled(): Promise<void> }) {
  for (let left = seconds; left > 0; left -= 1) {
    await vi.advanceTimersByTimeAsync(1_000);
    await settled();
  }
}
const settling = ({ worker }: { worker: { settled(): Promise<void> } }) => ({
  settled: () => worker.settled(),
});

const heard = ({ sink }: { sink: { events: { type: string }[] } }) => sink.events.map(({ type }) => type);

test('who sends far too much is paused, and removed when that changes nothing', async () => {
  const open = await publisher();
  open.producer.bitrate = tooMuch;
  await wait(6, settling(open));
  expect(open.bob.sink.events).toMatchObject([{ type: 'producerPaused', by: null }]);
  expect(open.producer.paused).toBe(true);
  await wait(7, settling(open));
  expect(open.bob.sink.events.at(-1)).toMatchObject({ type: 'producerRemoved', by: null });
  expect([open.producer.closed, open.ann.peer.closed]).toEqual([true, false]);
});

test('who stops when paused, and begins again within a minute, is removed, and then ended', async () => {
  const open = await publisher();
  const { ann, bob, picture, producer, send } = open;
  producer.bitrate = tooMuch;
  await wait(6, settling(open));
  producer.bitrate = 0;
  await wait(30, settling(open));
  await ann.peer.publishing.setPaused(picture.producerId, false);
  expect(heard(bob)).toEqual(['producerPaused', 'producerResumed']);
  producer.bitrate = tooMuch;
  await wait(6, settling(open));
  expect(heard(bob).at(-1)).toBe('producerRemoved');
  await send(camera(), tooMuch);
  await wait(6, settling(open));
  expect(bob.sink.events.at(-1)).toMatchObject({ type: 'peerLeft', reason: 'protocol-error' });
  expect(vi.getTimerCount()).toBe(0);
});

test('an offence is forgotten after a minute', async () => {
  const open = await publisher();
  for (let times = 0; times < 2; times += 1) {
    open.producer.bitrate = tooMuch;
    await wait(6, settling(open));
    open.producer.bitrate = 0;
    await wait(61, settling(open));
    await open.ann.peer.publishing.setPaused(open.picture.producerId, false);
  }
  expect(heard(open.bob)).toEqual(['producerPaused', 'producerResumed', 'producerPaused', 'producerResumed']);
});

test('a moment of too much is none, nor is what stays below the margin', async () => {
  const open = await publisher();
  const { bob, producer } = open;
  for (let times = 0; times < 5; times += 1) {
    producer.bitrate = tooMuch;
    await wait(2, settling(open));
    producer.bitrate = 0;
    await wait(2, settling(open));
  }
  producer.bitrate = 1.4 * limits.videoKbps * 1_000;
  await wait(30, settling(open));
  expect(heard(bob)).toEqual([]);
});

test('a microphone that takes the share of a camera is noticed too, and only it is paused', async () => {
  const open = await publisher();
  open.producer.bitrate = 100_000;
  const voice = microphone();
  await open.send(voice, 3 * limits.audioKbps * 1_000);
  open.bob.sink.events.length = 0;
  await wait(14, settling(open));
  expect(open.bob.sink.events).toMatchObject([{ type: 'producerPaused', producerId: voice.producerId }]);
  expect(open.producer.paused).toBe(false);
});

test('who sends what it may costs one question every two seconds', async () => {
  const open = await publisher();
  const { worker, picture, ann } = open;
  open.producer.bitrate = limits.videoKbps * 1_000;
  const asked = (method: string) => worker.callsOf(method).length;
  await wait(61, settling(open));
  const looks = asked('transport.getStats') + asked('producer.getStats');
  expect(Math.abs(looks - 30)).toBeLessThanOrEqual(1);
  expect(asked('producer.getStats')).toBe(Math.floor(looks / 5));
  expect(worker.callsOf('transport.setMaxIncomingBitrate')).toMatchObject([{ params: 9_020_000 }]);
  ann.peer.publishing.unpublish(picture.producerId);
  await worker.settled();
  expect(vi.getTimerCount()).toBe(0);
});
