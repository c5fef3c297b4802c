import { randomUUID } from 'node:crypto';
import { expect, test, vi } from 'vitest';
import { limits } from '../../server/limits.ts';
import { ownTime } from '../sessions/house.ts';
import { camera } from '../support/media.ts';
import { enter, everything, type Member, nothing, openRoom } from '../support/open-room.ts';

ownTime();

const typesOf = ({ sink }: Member) => sink.events.map(({ type }) => type);
const signalled = ({ sink }: Member, name: string) =>
  sink.signals.filter(signal => signal.name === name).map(({ params }) => params);

async function twoPeers() {
  const open = await openRoom();
  const ann = await enter(open.room, { name: 'Ann' });
  const bob = await enter(open.room, { name: 'Bob' });
  ann.sink.events.length = 0;
  return { ...open, ann, bob };
}

const message = (text = 'hello', messageId: string = randomUUID()) => ({ messageId, text });

test('a hand is raised once and lowered once, for everybody', async () => {
  const { ann, bob, room } = await twoPeers();
  const { peerId } = ann.peer;
  for (const raised of [false, true, true]) ann.peer.presence.setHand(raised);
  expect(room.state.peers[peerId]?.handRaisedAt).toBe(Date.now());
  for (const raised of [false, false]) ann.peer.presence.setHand(raised);
  expect(room.state.peers[peerId]?.handRaisedAt).toBe(null);
  for (const each of [ann, bob]) expect(typesOf(each)).toEqual(['handRaised', 'handLowered']);
});

test('chat reaches everybody in the order in which it was said, and those who come later', async () => {
  const { ann, bob, room } = await twoPeers();
  ann.peer.presence.sendChat(message('one'));
  bob.peer.presence.sendChat(message('two'));
  ann.peer.presence.sendChat(message('three'));
  const said = [ann, bob].map(({ sink }) =>
    sink.events.flatMap(e => (e.type === 'chatSent' ? [e.text] : [])),
  );
  expect(said).toEqual([
    ['one', 'two', 'three'],
    ['one', 'two', 'three'],
  ]);
  ann.peer.close('left');
  expect(room.state.chat.map(({ name, text }) => [name, text])).toEqual([
    ['Ann', 'one'],
    ['Bob', 'two'],
    ['Ann', 'three'],
  ]);
});

test('the same message again changes nothing; an id of another is a conflict', async () => {
  const { ann, bob, room } = await twoPeers();
  const said = message();
  ann.peer.presence.sendChat(said);
  ann.peer.presence.sendChat({ ...said, text: 'something else' });
  expect(room.state.chat.map(({ text }) => text)).toEqual(['hello']);
  expect(() => bob.peer.presence.sendChat(said)).toThrow(
    expect.objectContaining({ reason: 'conflict', field: 'messageId' }),
  );
});

test('what is too long in bytes, or no Unicode, is refused and costs nothing', async () => {
  const { ann, room } = await twoPeers();
  for (const text of ['é'.repeat(limits.chatBytes / 2 + 1), 'half a \ud83d']) {
    expect(() => ann.peer.presence.sendChat(message(text))).toThrow(
      expect.objectContaining({ reason: 'invalid-params', field: 'text' }),
    );
  }
  ann.peer.presence.sendChat(message('é'.repeat(limits.chatBytes / 2)));
  expect(room.state.chat).toHaveLength(1);
});

test('who says too much at once is asked to wait, and can go on after that', async () => {
  const { ann, bob, room } = await twoPeers();
  const say = () => ann.peer.presence.sendChat(message());
  for (let count = 0; count < limits.chatMessages; count += 1) say();
  expect(say).toThrow(expect.objectContaining({ reason: 'rate-limited' }));
  bob.peer.presence.sendChat(message());
  vi.advanceTimersByTime(1_000);
  for (let count = 0; count < limits.chatMessagesPerSecond; count += 1) say();
  expect(say).toThrow(expect.objectContaining({ reason: 'rate-limited' }));
  expect(room.state.chat).toHaveLength(limits.chatMessages + limits.chatMessagesPerSecond + 1);
});

test('reactions reach everybody, the one who reacts included, and are kept by nobody', async () => {
  const { ann, bob, room } = await twoPeers();
  const { seq } = room.state;
  ann.peer.presence.react('applause');
  for (const each of [ann, bob]) {
    expect(signalled(each, 'reaction')).toEqual([{ peerId: ann.peer.peerId, reaction: 'applause' }]);
  }
  expect(room.state.seq).toBe(seq);
  const storm = () => {
    for (let count = 0; count < 20; count += 1) ann.peer.presence.react('heart');
  };
  expect(storm).toThrow(expect.objectContaining({ reason: 'rate-limited' }));
});

test('whose connection is not good is told to all, gathered, and to those who come later', async () => {
  const { ann, bob, room } = await twoPeers();
  const poor = { level: 'poor', limit: 'upload' } as const;
  const fair = { level: 'fair', limit: 'cpu' } as const;
  ann.peer.presence.reportQuality(poor);
  bob.peer.presence.reportQuality(fair);
  expect(signalled(ann, 'qualities')).toEqual([]);
  vi.advanceTimersByTime(500);
  const both = {
    peers: [
      { peerId: ann.peer.peerId, ...poor },
      { peerId: bob.peer.peerId, ...fair },
    ],
  };
  for (const each of [ann, bob]) expect(signalled(each, 'qualities')).toEqual([both]);

  const cleo = await enter(room, { name: 'Cleo' });
  vi.advanceTimersByTime(500);
  expect(signalled(cleo, 'qualities')).toEqual([both]);

  bob.peer.close('left');
  ann.peer.presence.reportQuality({ level: 'good', limit: null });
  vi.advanceTimersByTime(500);
  expect(signalled(cleo, 'qualities').at(-1)).toEqual({ peers: [] });
});

test('the same report again is told to nobody', async () => {
  const { ann, bob } = await twoPeers();
  ann.peer.presence.reportQuality({ level: 'good', limit: null });
  vi.advanceTimersByTime(500);
  for (let time = 0; time < 3; time += 1) {
    ann.peer.presence.reportQuality({ level: 'poor', limit: 'upload' });
    vi.advanceTimersByTime(500);
  }
  expect(signalled(bob, 'qualities')).toHaveLength(1);
});

test('a room that closes leaves no timer behind', async () => {
  const { ann, room } = await twoPeers();
  await ann.peer.publishing.publish(camera());
  ann.peer.presence.reportQuality({ level: 'poor', limit: 'upload' });
  room.close('shutdown');
  expect(vi.getTimerCount()).toBe(0);
});

test('a publisher is told which layers of its video anybody wants', async () => {
  const { worker, room, ann, bob } = await twoPeers();
  const cam = camera();
  const { producerId } = cam;
  const wants = (width: number, height: number) =>
    bob.peer.subscriptions.setInterest({ ...nothing, video: [{ producerId, width, height }] });
  await ann.peer.publishing.publish(cam);
  await worker.settled();
  vi.advanceTimersByTime(2_000); // bob's tile is small
  await wants(1280, 720);
  await wants(640, 360);
  vi.advanceTimersByTime(2_000);
  await wants(0, 0);
  vi.advanceTimersByTime(2_000);
  const cleo = await enter(room, { name: 'Cleo', interest: everything });
  const layers = () =>
    signalled(ann, 'layersWanted').map(params => (params as { spatialLayer: number | null }).spatialLayer);
  expect(layers()).toEqual([0, 2, 1, null, 0]);
  cleo.peer.close('left');
  vi.advanceTimersByTime(2_000);
  expect(layers()).toEqual([0, 2, 1, null, 0, null]);
  expect(signalled(bob, 'layersWanted')).toEqual([]);
});
