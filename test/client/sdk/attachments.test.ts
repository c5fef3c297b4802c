import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Interest } from '#protocol/interest.ts';
import type { Source } from '#protocol/words.ts';
import { LocalMedia } from '../../../client/sdk/local-media.ts';
import { poll } from '../../support/poll.ts';
import { aPeer } from '../../support/room-state.ts';
import { consumer, hello, joined } from './fake-device.ts';
import { FakeMachine } from './fake-machine.ts';
import { joinedRoom, joining, quiet, settled } from './joined-room.ts';

/** As much of a media element as is touched. */
class FakeElement {
  readonly tagName: string;
  srcObject: { tracks: unknown[] } | null = null;
  muted = false;
  autoplay = false;
  size = { width: 320, height: 180 };
  play = vi.fn(async () => {});
  setSinkId = vi.fn(async (_id: string) => {});

  constructor(tagName: 'AUDIO' | 'VIDEO') {
    this.tagName = tagName;
  }

  setAttribute(): void {}

  getBoundingClientRect() {
    return this.size;
  }

  get real(): HTMLMediaElement {
    return asElement(this);
  }

  get shows(): unknown {
    return this.srcObject?.tracks[0] ?? null;
  }
}

function asElement(element: unknown): HTMLMediaElement {
  return element as HTMLMediaElement;
}

let end = () => {};

class Observer {
  observe() {}
  unobserve() {}
  disconnect() {}
}

beforeEach(() => {
  vi.stubGlobal('document', Object.assign(new EventTarget(), { visibilityState: 'visible' }));
  vi.stubGlobal('window', new EventTarget());
  vi.stubGlobal('devicePixelRatio', 1);
  vi.stubGlobal('ResizeObserver', Observer);
  vi.stubGlobal('IntersectionObserver', Observer);
  vi.stubGlobal('HTMLMediaElement', { prototype: { setSinkId() {} } });
  vi.stubGlobal(
    'MediaStream',
    class {
      readonly tracks: unknown[];
      constructor(tracks: unknown[]) {
        this.tracks = tracks;
      }
    },
  );
});
afterEach(() => {
  end(); // what is still to be declared must not come when there is no document any more
  end = () => {};
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** A room in which Bob publishes the sources, all of which arrive. */
async function withBob(...sources: Source[]) {
  const { farEnd, room } = await joinedRoom();
  end = () => farEnd.close(4000, 'left');
  const peer = aPeer({ peerId: 'bob', name: 'Bob', joinedAt: 2 });
  await farEnd.signal('event', { type: 'peerJoined', seq: 2, at: 2, peer });
  let seq = 3;
  const publish = async (source: Source) => {
    const arriving = consumer('bob', source);
    const { producerId } = arriving;
    const producer = { producerId, source, paused: false };
    await farEnd.signal('event', { type: 'producerAdded', seq: seq++, at: 3, peerId: 'bob', producer });
    await farEnd.signal('consumersAdded', { consumers: [arriving] });
    await settled(() => room.remoteTracks.has(producerId));
    return { ...arriving, track: room.remoteTracks.get(producerId)?.track };
  };
  const happens = (type: 'producerPaused' | 'producerResumed' | 'producerRemoved', producerId: string) =>
    farEnd.signal('event', { type, seq: seq++, at: 4, peerId: 'bob', producerId });
  const published = [];
  for (const source of sources) published.push(await publish(source));
  const interests = () =>
    farEnd.sent
      .filter(({ method }) => method === 'setInterest')
      .map(({ params }) => (params as { interest: Interest }).interest);
  return { farEnd, room, publish, happens, published, interests };
}

describe('an element', () => {
  test('shows what arrives already, nothing while the camera is off, and what comes next', async () => {
    const { room, publish, happens, published } = await withBob('camera');
    const video = new FakeElement('VIDEO');
    room.attach(video.real, { peerId: 'bob' });
    const [camera] = published;
    expect(video.shows).toBe(camera?.track);
    expect(video).toMatchObject({ muted: true, autoplay: true });
    expect(video.play).toHaveBeenCalledOnce();
    await happens('producerPaused', camera?.producerId ?? '');
    expect(video.srcObject).toBeNull();
    await happens('producerResumed', camera?.producerId ?? '');
    expect(video.shows).toBe(camera?.track);
    await happens('producerRemoved', camera?.producerId ?? '');
    expect(video.srcObject).toBeNull();
    const again = await publish('camera');
    expect(video.shows).toBe(again.track);
  });

  test('for sound plays the microphone, also while it is muted, so that it is back at once', async () => {
    const { room, happens, published } = await withBob('microphone', 'screen-audio');
    const audio = new FakeElement('AUDIO');
    room.attach(audio.real, { peerId: 'bob' });
    expect(audio.shows).toBe(published[0]?.track);
    expect(audio.muted).toBe(false);
    await happens('producerPaused', published[0]?.producerId ?? '');
    expect(audio.shows).toBe(published[0]?.track);
  });

  test('that is attached before the peer is there waits for it', async () => {
    const { room, publish } = await withBob();
    const video = new FakeElement('VIDEO');
    room.attach(video.real, { peerId: 'bob', source: 'screen' });
    expect(video.srcObject).toBeNull();
    const screen = await publish('screen');
    expect(video.shows).toBe(screen.track);
  });

  test('that is detached is empty and stays so; the end of the room empties the others', async () => {
    const { farEnd, room, publish } = await withBob('camera', 'microphone');
    const [video, audio] = [new FakeElement('VIDEO'), new FakeElement('AUDIO')];
    const detach = room.attach(video.real, { peerId: 'bob' });
    room.attach(audio.real, { peerId: 'bob' });
    detach();
    expect(video.srcObject).toBeNull();
    await publish('screen');
    expect(video.srcObject).toBeNull();
    farEnd.close(4002, 'media-lost');
    expect(audio.srcObject).toBeNull();
    room.attach(video.real, { peerId: 'bob' });
    expect(video.srcObject).toBeNull();
  });

  test('that is attached to another peer is theirs alone, whenever the first is detached', async () => {
    const { room, happens, published } = await withBob('camera');
    const video = new FakeElement('VIDEO');
    const detachFirst = room.attach(video.real, { peerId: 'nobody' });
    const detach = room.attach(video.real, { peerId: 'bob' });
    detachFirst();
    expect(video.shows).toBe(published[0]?.track);
    await happens('producerPaused', published[0]?.producerId ?? '');
    expect(video.shows).toBeNull();
    detach();
    await happens('producerResumed', published[0]?.producerId ?? '');
    expect(video.shows).toBeNull();
  });

  test('shows one’s own camera as it is switched on and off, but plays nobody their own voice', async () => {
    new FakeMachine(['audioinput', 'built-in'], ['videoinput', 'front']).install();
    const { room } = await withBob();
    const [video, audio] = [new FakeElement('VIDEO'), new FakeElement('AUDIO')];
    room.attach(video.real, { peerId: room.peerId });
    room.attach(audio.real, { peerId: room.peerId });
    await room.setCamera(true);
    await room.setMicrophone(true);
    expect(video.shows).toBe(room.local.state('camera').track);
    expect(audio.srcObject).toBeNull();
    await room.setCamera(false);
    expect(video.srcObject).toBeNull();
  });

  test('that shows oneself goes on doing so when one had to join anew, as somebody else', async () => {
    new FakeMachine(['videoinput', 'front']).install();
    const { farEnd, room } = await withBob('camera');
    const [own, theirs] = [new FakeElement('VIDEO'), new FakeElement('VIDEO')];
    room.attach(own.real, { peerId: room.peerId });
    room.attach(theirs.real, { peerId: 'bob' });
    await room.setCamera(true);
    farEnd.answers.join = () => joined([], { peerId: 'again' });
    farEnd.close(1006);
    await poll('another socket', () => farEnd.sockets === 2);
    farEnd.opened();
    await farEnd.signal('hello', hello());
    await quiet();
    const data = { reason: 'seat-gone' };
    await farEnd.answer(farEnd.last('resume'), { error: { code: -32021, message: 'gone', data } });
    await settled(() => room.peerId === 'again');
    expect(own.shows).toBe(room.local.state('camera').track);
    expect(theirs.srcObject).toBeNull();
  });

  test('that may not play without a click is told', async () => {
    const { room } = await withBob('microphone');
    const audio = new FakeElement('AUDIO');
    audio.play.mockRejectedValueOnce(Object.assign(new Error('no'), { name: 'NotAllowedError' }));
    const blocked: unknown[] = [];
    room.on('playBlocked', element => blocked.push(element));
    room.attach(audio.real, { peerId: 'bob' });
    await settled(() => blocked.length > 0);
    expect(blocked).toEqual([audio]);
  });
});

describe('the interest', () => {
  const nothing = { width: 0, height: 0 };

  test('follows the elements: their videos at their size, others ready but not sent, all sound', async () => {
    const { room, published, interests } = await withBob('camera', 'screen');
    const video = new FakeElement('VIDEO');
    vi.useFakeTimers();
    const detach = room.attach(video.real, { peerId: 'bob' });
    await vi.advanceTimersByTimeAsync(200);
    const tile = { producerId: published[0]?.producerId, width: 320, height: 192 };
    expect(interests()).toEqual([{ audio: 'all', video: [tile], otherVideo: nothing }]);
    detach();
    await vi.advanceTimersByTimeAsync(200);
    expect(interests().at(-1)).toEqual({ audio: 'all', video: [], otherVideo: nothing });
  });

  test('that the application declares itself is left alone', async () => {
    const own: Interest = { audio: [], video: [], otherVideo: null };
    const { farEnd, joined: joiningRoom } = joining({ interest: own });
    farEnd.answers = { join: () => joined(), setInterest: () => ({}) };
    const given = await joiningRoom;
    const { room, interests } = await withBob('camera');
    room.setInterest(own);
    vi.useFakeTimers();
    for (const each of [given, room]) each.attach(new FakeElement('VIDEO').real, { peerId: 'bob' });
    await vi.advanceTimersByTimeAsync(1_000);
    expect(interests()).toEqual([own]);
    expect(farEnd.methods()).toEqual(['join']);
  });
});

describe('the speaker', () => {
  test('is that of all sound, also of what is attached later; pictures have none', async () => {
    const { room } = await withBob('microphone', 'camera');
    const elements = [new FakeElement('AUDIO'), new FakeElement('VIDEO'), new FakeElement('AUDIO')] as const;
    const [before, video, after] = elements;
    room.attach(before.real, { peerId: 'bob' });
    room.attach(video.real, { peerId: 'bob' });
    await room.setSpeaker('headset');
    room.attach(after.real, { peerId: 'bob', source: 'screen-audio' });
    const routed = elements.map(({ setSinkId }) => setSinkId.mock.calls);
    expect(routed).toEqual([[['headset']], [], [['headset']]]);
  });

  test('that is gone is told, and where browsers have no choice that is told', async () => {
    const { room } = await withBob('microphone');
    const audio = new FakeElement('AUDIO');
    audio.setSinkId.mockRejectedValueOnce(Object.assign(new Error('no'), { name: 'NotFoundError' }));
    room.attach(audio.real, { peerId: 'bob' });
    await expect(room.setSpeaker('gone')).rejects.toMatchObject({ problem: 'none-found' });
    vi.stubGlobal('HTMLMediaElement', undefined);
    await expect(room.setSpeaker('any')).rejects.toMatchObject({ problem: 'unsupported' });
  });
});

test('a speaker that cannot be had leaves the one before also to what is attached later', async () => {
  const { room } = await withBob('microphone');
  const [first, later] = [new FakeElement('AUDIO'), new FakeElement('AUDIO')];
  room.attach(first.real, { peerId: 'bob' });
  await room.setSpeaker('headset');
  first.setSinkId.mockRejectedValueOnce(Object.assign(new Error(), { name: 'NotFoundError' }));
  await expect(room.setSpeaker('unplugged')).rejects.toMatchObject({ problem: 'none-found' });
  room.attach(later.real, { peerId: 'cid' });
  expect(later.setSinkId.mock.calls).toEqual([['headset']]);
});

test('outside a browser a room joins, ends and never asks for what only pages have', async () => {
  vi.unstubAllGlobals();
  const { farEnd, room } = await joinedRoom([consumer('bob', 'camera')]);
  await quiet();
  farEnd.close(4000, 'left');
  expect(room.end?.reason).toBe('left');
});

test('devices that were handed in are published, and outlive the room; its own do not', async () => {
  const machine = new FakeMachine(['audioinput', 'built-in']).install();
  const media = new LocalMedia();
  await media.start({ microphone: true });
  const { farEnd, joined: joiningRoom } = joining({ media });
  farEnd.answers = { join: () => joined(), connectTransport: () => ({}), publish: () => ({}) };
  const room = await joiningRoom;
  await settled(() => farEnd.methods().includes('publish'));
  expect(room.local).toBe(media);
  farEnd.close(4000, 'left');
  expect(machine.open()).toEqual(['built-in']);
  media.stop();
  const other = await joinedRoom();
  await other.room.setMicrophone(true);
  other.farEnd.close(4000, 'left');
  expect(machine.open()).toEqual([]);
});
