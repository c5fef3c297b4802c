/** What layouts make of a room, and what the server makes of that. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { emptyRoom } from '../../../server/protocol/fold.ts';
import type { PeerState, RoomState } from '../../../server/protocol/room-state.ts';
import type { Source } from '../../../server/protocol/words.ts';
import { poll } from '../../support/poll.ts';
import { type ServerProcess, startServer } from '../../support/server-process.ts';
import { firstInterest, interestIn, isShown } from './layout.ts';
import { newLoadPeer } from './support/new-load-peer.ts';

function person(peerId: string, ...sources: Source[]): PeerState {
  const producers = sources.map(source => ({ producerId: `${peerId} ${source}`, source, paused: false }));
  return {
    peerId,
    name: peerId,
    identity: null,
    grant: { canPublish: [], canSubscribe: true, canSend: true, moderator: false },
    joinedAt: 0,
    handRaisedAt: null,
    producers: Object.fromEntries(producers.map(producer => [producer.producerId, producer])),
  };
}

function room(...people: PeerState[]): RoomState {
  return { ...emptyRoom('room'), peers: Object.fromEntries(people.map(each => [each.peerId, each])) };
}

const me = { peerId: 'me', dominant: null };
const crowd = (count: number) =>
  Array.from({ length: count }, (_, index) => person(`p${index}`, 'microphone', 'camera'));

test('a grid shows others only, and expects newcomers while there is room', () => {
  const interest = interestIn('3x3', room(person('me', 'camera'), ...crowd(2)), me);
  expect(interest).toEqual({
    audio: 'all',
    video: [
      { producerId: 'p0 camera', width: 640, height: 360 },
      { producerId: 'p1 camera', width: 640, height: 360 },
    ],
    otherVideo: { width: 640, height: 360 },
  });
});

test('what does not fit is kept ready, and in a large room left out', () => {
  expect(interestIn('3x3', room(...crowd(12)), me)).toMatchObject({ otherVideo: { width: 0, height: 0 } });
  expect(interestIn('3x3', room(...crowd(12)), me).video).toHaveLength(9);
  expect(interestIn('5x5', room(...crowd(30)), me)).toMatchObject({ otherVideo: null });
  expect(interestIn('5x5', room(...crowd(30)), me).video).toHaveLength(25);
});

test('a screen is large and comes first', () => {
  const { video } = interestIn('3x3', room(...crowd(9), person('p9', 'screen')), me);
  expect(video[0]).toEqual({ producerId: 'p9 screen', width: 1280, height: 720 });
  expect(video).toHaveLength(9);
});

test('who has the floor is large, five others are small', () => {
  const { video, otherVideo } = interestIn('speaker', room(...crowd(8)), { ...me, dominant: 'p3' });
  expect(video[0]).toEqual({ producerId: 'p3 camera', width: 1280, height: 720 });
  expect(video.slice(1)).toEqual(
    ['p0', 'p1', 'p2', 'p4', 'p5'].map(peer => ({ producerId: `${peer} camera`, width: 320, height: 180 })),
  );
  expect(otherVideo).toEqual({ width: 0, height: 0 });
});

test('sound alone, or nothing', () => {
  expect(interestIn('audio', room(...crowd(3)), me)).toEqual({ audio: 'all', video: [], otherVideo: null });
  expect(interestIn('none', room(...crowd(3)), me)).toEqual({ audio: [], video: [], otherVideo: null });
});

test('whether a producer is to be seen', () => {
  const interest = interestIn('3x3', room(...crowd(12)), me);
  expect(isShown(interest, 'p0 camera')).toBe(true);
  expect(isShown(interest, 'p11 camera')).toBe(false);
  expect(isShown(firstInterest('audio'), 'p0 camera')).toBe(false);
});

let server: ServerProcess;

beforeAll(async () => {
  server = await startServer({ WORKERS: '1' });
});

afterAll(async () => {
  expect(await server?.stop()).toBe(0);
});

test('a publisher sends no more than the layouts of the others need', async () => {
  const ann = newLoadPeer(server, { room: 'layers', number: 1, layout: 'none' });
  const ben = newLoadPeer(server, { room: 'layers', number: 2, sources: [], layout: '3x3' });
  await ann.join();
  await ben.join();
  const packets = (rid: string) => ann.report().sent.find(stream => stream.rid === rid)?.packets ?? 0;
  // 640 x 360 is the middle one: the top one falls silent.
  let before = packets('r2');
  await poll('the top layer rests', async () => {
    const rests = packets('r2') === before && packets('r1') > 100;
    before = packets('r2');
    return rests;
  });
  const received = () => ben.report().received.find(({ source }) => source === 'camera');
  await poll('the middle layer is received', () => (received()?.packets ?? 0) > 200);
  expect(received()).toMatchObject({ rejected: 0 });
  const silent = newLoadPeer(server, { room: 'layers', number: 3, sources: [], layout: 'audio' });
  await silent.join();
  await poll('sound', () => silent.report().received.some(({ packets: count }) => count > 20));
  expect(silent.report().received.map(({ source }) => source)).toEqual(['microphone']);
  const speaker = newLoadPeer(server, { room: 'layers', number: 4, sources: [], layout: 'speaker' });
  await speaker.join();
  await poll('the top layer is sent again', () => packets('r2') > before + 100);
});
