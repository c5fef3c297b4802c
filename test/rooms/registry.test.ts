import { beforeEach, expect, test } from 'vitest';
import { RequestError } from '../../server/errors.ts';
import { limits } from '../../server/limits.ts';
import { mediaCodecs } from '../../server/media/codecs.ts';
import { RoomRouter } from '../../server/media/room-router.ts';
import { NoWorkerError } from '../../server/media/worker-pool.ts';
import { type Entry, Registry } from '../../server/rooms/registry.ts';
import { FakeWorker } from '../fakes/worker.ts';
import { request, silent, stays, unburdened, unobserved, untold } from '../support/open-room.ts';

const tries = { mayTryPasscode: () => true, failedPasscode: () => {} };
const entry = (): Entry => ({
  request: request(),
  passcode: undefined,
  tries,
  applicant: { signal: stays, waiting: () => {} },
});
const unavailable = new RequestError('unavailable');

let worker: FakeWorker;
let failure: Error | undefined;
let registry: Registry;

async function createRouter() {
  if (failure) throw failure;
  const router = await worker.createRouter(mediaCodecs);
  return RoomRouter.create(router, { listenInfos: [{ protocol: 'udp', ip: '127.0.0.1' }] });
}

beforeEach(() => {
  worker = new FakeWorker();
  failure = undefined;
  registry = new Registry({
    ...unburdened,
    createRouter,
    keepEmpty: 60_000,
    keepSeat: 30_000,
    limits,
    maxRooms: 100,
    maxPeers: 100,
    selfGoverned: false,
    observer: unobserved,
    onTransition: untold,
    log: silent,
  });
  return () => registry.close('shutdown');
});

test('a room is opened once, however many ask for it at the same time', async () => {
  const joins = Array.from({ length: 5 }, () => registry.join('kitchen', entry()));
  await worker.waiting('worker.createRouter');
  expect(registry.size).toBe(1);
  const rooms = new Set((await Promise.all(joins)).map(({ room }) => room));
  expect(rooms.size).toBe(1);
  expect(worker.callsOf('worker.createRouter')).toHaveLength(1);
  expect(Object.keys([...rooms][0]?.state.peers ?? {})).toHaveLength(5);
});

test('rooms of different names have nothing in common', async () => {
  const [kitchen, garden] = await Promise.all([
    registry.join('kitchen', entry()),
    registry.join('garden', entry()),
  ]);
  expect(kitchen.room).not.toBe(garden.room);
  expect(worker.callsOf('worker.createRouter')).toHaveLength(2);
  kitchen.room.close('left');
  expect(garden.room.closed).toBe(false);
});

test('when no worker can open it, all who asked are told that it is unavailable, and the next one tries anew', async () => {
  failure = new NoWorkerError('no media worker is running');
  const outcomes = await Promise.allSettled([
    registry.join('kitchen', entry()),
    registry.join('kitchen', entry()),
  ]);
  expect(outcomes.map(outcome => outcome.status === 'rejected' && outcome.reason)).toEqual([
    unavailable,
    unavailable,
  ]);
  expect(registry.size).toBe(0);
  failure = undefined;
  await expect(registry.join('kitchen', entry())).resolves.toBeDefined();
});

test('a router whose speakers cannot be observed is closed, and the next join tries anew', async () => {
  worker.refuseNext('router.createAudioLevelObserver', new Error('out of memory'));
  await expect(registry.join('kitchen', entry())).rejects.toThrow(unavailable);
  await worker.settled();
  expect(worker.size).toBe(0);
  await expect(registry.join('kitchen', entry())).resolves.toBeDefined();
});

test('a room that closed is forgotten, and the next join opens a new one', async () => {
  const first = await registry.join('kitchen', entry());
  first.room.close('media-lost');
  expect(registry.size).toBe(0);
  const second = await registry.join('kitchen', entry());
  expect(second.room).not.toBe(first.room);
  first.room.close('left');
  expect(registry.size).toBe(1);
});

test('when the registry closes, rooms close, and nobody joins any more', async () => {
  const { room, peer } = await registry.join('kitchen', entry());
  registry.close('shutdown');
  registry.close('left');
  await worker.settled();
  expect([room.closed, peer.closed, registry.size]).toEqual([true, true, 0]);
  await expect(registry.join('kitchen', entry())).rejects.toThrow(unavailable);
});

test('a room that is being opened when the registry closes is closed too', async () => {
  const joining = registry.join('kitchen', entry());
  const outcome = expect(joining).rejects.toThrow(unavailable);
  await worker.waiting('worker.createRouter');
  registry.close('shutdown');
  await outcome;
  await worker.settled();
  expect([worker.size, registry.size]).toEqual([0, 0]);
});
