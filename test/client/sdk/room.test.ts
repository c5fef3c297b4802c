import { describe, expect, test, vi } from 'vitest';
import { LocalMedia } from '../../../client/sdk/local-media.ts';
import { Room } from '../../../client/sdk/room.ts';
import type { SessionEnd } from '../../../client/sdk/session-end.ts';
import { aPeer } from '../../support/room-state.ts';
import { consumer, fakeDevice, fakeTrack, hello, joined } from './fake-device.ts';
import { joinedRoom, joining, quiet, settled } from './joined-room.ts';
import { FarEnd } from './memory-socket.ts';

describe('joining', () => {
  test('with two tracks and two others to receive takes six messages, and waits for no answer but that to join', async () => {
    const { farEnd, joined: joinedRoom } = joining();
    await settled(() => farEnd.sent.length === 1);
    // From here on the server answers nothing at all.
    const consumers = [consumer('bob', 'microphone'), consumer('bob', 'camera')];
    await farEnd.answer(farEnd.last('join'), { result: joined(consumers) });
    const room = await joinedRoom;
    void room.publish(fakeTrack('audio'), { source: 'microphone' });
    void room.publish(fakeTrack('video'), { source: 'camera' });
    await settled(() => farEnd.sent.length >= 6);
    await quiet();
    const names = ['join', 'connectTransport', 'connectTransport', 'publish', 'publish', 'startConsumers'];
    expect(farEnd.methods().toSorted()).toEqual(names.toSorted());
    const consumerIds = consumers.map(each => each.consumerId);
    expect(farEnd.last('startConsumers').params).toEqual({ consumerIds });
    room.leave();
  });

  test('publishes with the real size of the picture and without waiting', async () => {
    const { farEnd, room } = await joinedRoom();
    await room.publish(fakeTrack('video', { width: 640, height: 480 }), { source: 'camera' });
    expect(farEnd.last('publish').params).toMatchObject({
      source: 'camera',
      paused: false,
      width: 640,
      height: 480,
      rtpParameters: { encodings: [{ scaleResolutionDownBy: 2 }, { scaleResolutionDownBy: 1 }] },
    });
  });

  test('is rejected with the reason when the server closes meanwhile', async () => {
    const { farEnd, joined: room } = joining();
    await settled(() => farEnd.sent.length === 1);
    farEnd.close(4005, 'shutdown');
    await expect(room).rejects.toMatchObject({ end: { reason: 'shutdown' } });
  });

  test('is rejected with the error when the server refuses, and the socket is closed', async () => {
    const { farEnd, joined: room } = joining();
    await settled(() => farEnd.sent.length === 1);
    const data = { reason: 'invalid-params', field: 'name' };
    void farEnd.answer(farEnd.last('join'), { error: { code: -32602, message: 'params.name: bad', data } });
    await expect(room).rejects.toMatchObject({ reason: 'invalid-params', field: 'name' });
    expect(farEnd.closedByClient?.word).toBe('left');
  });

  test('can be called off', async () => {
    const abort = new AbortController();
    const { farEnd, joined: room } = joining({ signal: abort.signal });
    await settled(() => farEnd.sent.length === 1);
    abort.abort();
    await expect(room).rejects.toMatchObject({ end: { reason: 'left' } });
    expect(farEnd.closedByClient?.code).toBe(4000);
  });

  test('can be called off before it began', async () => {
    const { farEnd, joined: room } = joining({ signal: AbortSignal.abort() });
    await expect(room).rejects.toMatchObject({ end: { reason: 'left' } });
    expect(farEnd.sent).toEqual([]);
  });

  test('that is called off while the browser is still asked leaves nothing on the devices handed in', async () => {
    const browser = Promise.withResolvers<void>();
    const { handlerFactory } = fakeDevice();
    const slow: typeof handlerFactory = {
      ...handlerFactory,
      getNativeRtpCapabilities: async options => {
        await browser.promise;
        return handlerFactory.getNativeRtpCapabilities(options);
      },
    };
    const media = new LocalMedia();
    const listening = vi.spyOn(media, 'on');
    const { farEnd, joined: room } = joining({ media, handlerFactory: slow });
    await quiet();
    farEnd.close(4005, 'shutdown');
    browser.resolve();
    await expect(room).rejects.toMatchObject({ end: { reason: 'shutdown' } });
    expect(listening).not.toHaveBeenCalled();
  });

  test('events that overtake the answer to join are folded after it', async () => {
    const { farEnd, joined: room } = joining();
    await settled(() => farEnd.sent.length === 1);
    void farEnd.answer(farEnd.last('join'), { result: joined() });
    const peer = aPeer({ peerId: 'bob', name: 'Bob', joinedAt: 2 });
    void farEnd.signal('event', { type: 'peerJoined', seq: 2, at: 2, peer });
    const { state } = await room;
    await settled(() => Object.keys(state.peers).length > 0);
    await quiet();
    expect(Object.keys((await room).state.peers)).toEqual(['self', 'bob']);
  });
});

describe('events', () => {
  test('change the state, in order', async () => {
    const { farEnd, room } = await joinedRoom();
    const seen: string[] = [];
    room.on('event', (event, state) => seen.push(`${event.type} ${Object.keys(state.peers).length}`));
    const peer = aPeer({ peerId: 'bob', name: 'Bob', joinedAt: 2 });
    await farEnd.signal('event', { type: 'peerJoined', seq: 2, at: 2, peer });
    await farEnd.signal('event', { type: 'peerLeft', seq: 3, at: 3, peerId: 'bob', reason: 'left' });
    expect(seen).toEqual(['peerJoined 2', 'peerLeft 1']);
    expect(room.state.seq).toBe(3);
  });

  test('are told under their own names too, after `event`, with the state after them', async () => {
    const { farEnd, room } = await joinedRoom();
    const told: string[] = [];
    room.on('event', ({ type }) => told.push(`event ${type}`));
    room.on('handRaised', ({ peerId }, state) => {
      told.push(`handRaised ${peerId} ${state.peers[peerId]?.handRaisedAt}`);
    });
    room.on('chatSent', ({ text }, { chat }) => told.push(`chatSent ${text} ${chat.length}`));
    room.on('reaction', ({ reaction }) => told.push(reaction));
    room.on('qualities', ({ peers }) => told.push(peers.map(({ level }) => level).join()));
    await farEnd.signal('event', { type: 'handRaised', seq: 2, at: 7, peerId: 'self' });
    const messageId = '00000000-0000-4000-8000-000000000000';
    await farEnd.signal('event', { type: 'chatSent', seq: 3, at: 8, peerId: 'self', messageId, text: 'hi' });
    await farEnd.signal('reaction', { peerId: 'self', reaction: 'heart' });
    await farEnd.signal('qualities', { peers: [{ peerId: 'self', level: 'poor', limit: 'upload' }] });
    const log = ['event handRaised', 'handRaised self 7', 'event chatSent', 'chatSent hi 1'];
    expect(told).toEqual([...log, 'heart', 'poor']);
  });

  test('that only a newer server knows are told as `event` alone', async () => {
    const { farEnd, room } = await joinedRoom();
    const told: string[] = [];
    room.on('event', ({ type }) => told.push(type));
    room.on('ended', () => told.push('really ended'));
    const event = { type: 'ended', seq: 2, at: 7 };
    await farEnd.raw(JSON.stringify({ jsonrpc: '2.0', method: 'event', params: event }));
    expect(told).toEqual(['ended']);
  });

  test('with a gap end the session as a protocol error', async () => {
    const { farEnd, room } = await joinedRoom();
    await farEnd.signal('event', { type: 'peerLeft', seq: 4, at: 3, peerId: 'bob', reason: 'left' });
    expect(room.end?.reason).toBe('protocol-error');
    expect(farEnd.closedByClient?.code).toBe(4004);
  });
});

describe('ending', () => {
  test('media that the server refuses to connect, and can not renew, end the session as lost', async () => {
    const { farEnd, room } = await joinedRoom();
    delete farEnd.answers.connectTransport;
    delete farEnd.answers.renewMedia;
    const track = fakeTrack('audio');
    await room.publish(track, { source: 'microphone' });
    const error = { code: -32008, message: 'no', data: { reason: 'unavailable' } };
    await farEnd.answer(farEnd.last('connectTransport'), { error });
    await settled(() => farEnd.methods().includes('renewMedia'));
    await farEnd.answer(farEnd.last('renewMedia'), { error });
    await settled(() => room.end !== undefined);
    expect(room.end?.reason).toBe('media-lost');
    expect(track.readyState).toBe('live');
  });

  test('leave is said, and the close that follows ends all media once', async () => {
    const { farEnd, room } = await joinedRoom([consumer('bob', 'microphone')]);
    const ends: SessionEnd[] = [];
    room.on('ended', end => ends.push(end));
    await settled(() => room.remoteTracks.size === 1);
    room.leave();
    expect(farEnd.methods()).toContain('leave');
    farEnd.close(4000, 'left');
    expect(ends).toMatchObject([{ reason: 'left' }]);
    expect(room.remoteTracks.size).toBe(0);
  });

  test('leave ends also when the server says nothing', async () => {
    const { farEnd, room } = await joinedRoom();
    const ended = new Promise<SessionEnd>(resolve => room.on('ended', resolve));
    room.leave();
    expect(await ended).toMatchObject({ reason: 'left' });
    expect(farEnd.closedByClient?.code).toBe(4000);
  });

  test('what is published afterwards is refused with the reason', async () => {
    const { farEnd, room } = await joinedRoom();
    farEnd.close(4008, 'room-closed');
    const publishing = room.publish(fakeTrack('audio'), { source: 'microphone' });
    await expect(publishing).rejects.toMatchObject({ end: { reason: 'room-closed' } });
    expect(room.publishes('microphone')).toBe(false);
  });

  test('is the last that is told, though requests fail of it; how media flow is no longer known', async () => {
    const { farEnd, room } = await joinedRoom();
    const told: string[] = [];
    for (const name of ['error', 'path', 'ended'] as const) room.on(name, () => told.push(name));
    room.setInterest({ audio: [], video: [], otherVideo: null });
    room.simulate('media-loss');
    farEnd.close(4008, 'room-closed');
    await quiet();
    expect(told.at(-1)).toBe('ended');
    await expect(room.stats()).rejects.toMatchObject({ end: { reason: 'room-closed' } });
  });

  test('tracks stay the application’s: nothing stops them', async () => {
    const { farEnd, room } = await joinedRoom();
    const track = fakeTrack('audio');
    await room.publish(track, { source: 'microphone' });
    farEnd.close(4002, 'media-lost');
    expect(track.readyState).toBe('live');
  });
});

test('the signal that could call it off is let go of when it is over', async () => {
  const { signal } = new AbortController();
  const added = vi.spyOn(signal, 'addEventListener');
  const removed = vi.spyOn(signal, 'removeEventListener');
  const { farEnd, joined: room } = joining({ signal });
  farEnd.answers = { join: () => joined() };
  await room;
  expect(removed).not.toHaveBeenCalled();
  farEnd.close(4002, 'media-lost');
  expect(removed.mock.calls).toEqual(added.mock.calls);
});

test('the same interest is declared once', async () => {
  const { farEnd, room } = await joinedRoom();
  const interest = { audio: 'all' as const, video: [], otherVideo: null };
  room.setInterest(interest);
  room.setInterest({ ...interest });
  expect(farEnd.methods().filter(method => method === 'setInterest')).toHaveLength(1);
});

test('hand, chat and reaction are asked of the server', async () => {
  const { farEnd, room } = await joinedRoom();
  farEnd.answers = { ...farEnd.answers, setHand: () => ({}), sendChat: () => ({}), sendReaction: () => ({}) };
  await room.setHand(true);
  await room.sendChat(' one\r\ntwo\n');
  await room.sendReaction('heart');
  expect(farEnd.last('setHand').params).toEqual({ raised: true });
  expect(farEnd.last('sendReaction').params).toEqual({ reaction: 'heart' });
  expect(farEnd.last('sendChat').params).toEqual({
    messageId: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4/),
    text: 'one\ntwo',
  });
  delete farEnd.answers.sendChat;
  const refused = room.sendChat('again');
  const data = { reason: 'rate-limited' };
  void farEnd.answer(farEnd.last('sendChat'), { error: { code: -32005, message: 'slow down', data } });
  await expect(refused).rejects.toMatchObject({ reason: 'rate-limited' });
});

test('a preview asks on a connection of its own, and closes it', async () => {
  const farEnd = new FarEnd();
  const open = { title: null, locked: false, passcode: false, lobby: false, notBefore: null };
  const seen = { count: 2, names: ['Ann', 'Bob'], ...open };
  farEnd.answers = { preview: () => seen };
  const looking = Room.preview({ url: 'ws://server/ws', room: 'blue', openSocket: farEnd.open });
  farEnd.opened();
  void farEnd.signal('hello', hello());
  expect(await looking).toEqual(seen);
  expect(farEnd.sent.map(({ params }) => params)).toEqual([{ room: 'blue' }]);
  expect(farEnd.closedByClient).toEqual({ code: 4000, word: 'left' });
});

test('a preview that cannot be had says why', async () => {
  const farEnd = new FarEnd();
  const looking = Room.preview({ url: 'ws://server/ws', room: 'blue', openSocket: farEnd.open });
  farEnd.close(1006);
  await expect(looking).rejects.toMatchObject({ end: { reason: 'unreachable' } });
});
