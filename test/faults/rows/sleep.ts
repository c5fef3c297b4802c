/** A laptop sleeps, or a tab is frozen: for a moment, for less than the seat is kept, or for longer. */
import type { Fault, Sample } from '../fault.ts';
import { lastMoved, markAll, settle } from '../ground/call.ts';
import type { Ground } from '../ground/ground.ts';
import { changedDevices, remember } from '../ground/keeps.ts';
import { pass } from '../ground/pause.ts';
import { Laptop } from '../ground/process-tree.ts';

/** Shorter than usual, so that a night takes seconds. */
const settings = { WORKERS: '1', PING_SECONDS: '1', SILENCE_SECONDS: '4', SEAT_SECONDS: '6' };
/** Seconds: unnoticed, with a seat, and without. */
const naps = [
  [1, 3],
  [5, 8],
  [14, 18],
] as const;

export const sleep: Fault = {
  name: 'sleep',
  fault: 'laptop sleeps, tab frozen',
  promise: 'back by itself, by seat or by a fresh join, with the mute states it had',
  limits: { worst: 15_000 },
  missing: () => (process.platform === 'linux' ? undefined : 'needs Linux'),
  run,
};

async function run(ground: Ground): Promise<Sample> {
  const server = await ground.server(settings);
  const way = { url: server.url, room: 'asleep' };
  const laptop = await Laptop.open(ground);
  const ann = await ground.actor(way, 'Ann', { camera: true, microphone: 'on' });
  const equipment = { camera: true, microphone: ground.random.pick(['on', 'muted'] as const) };
  const ben = await ground.actor(way, 'Ben', equipment, laptop.browser);
  for (const actor of [ann, ben]) await actor.join();
  await settle([ann, ben]);
  const before = await remember([ann, ben]);
  await markAll([ann, ben]);
  const [least, most] = ground.random.pick(naps);
  const nap = ground.random.integer(least * 1_000, most * 1_000);
  const how = ground.random.pick(['asleep', 'frozen'] as const);
  if (how === 'asleep') laptop.fallAsleep();
  else laptop.freezeTabs();
  await pass(nap);
  laptop.wakeUp();
  const wokeAt = Date.now();
  await settle([ann, ben]);
  const movedAt = (await lastMoved([ann, ben])) ?? wokeAt;
  const broken = await changedDevices(before);
  return { ms: Math.max(0, movedAt - wokeAt), how: `${how} for ${nap} ms`, broken };
}
