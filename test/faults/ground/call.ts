/**
 * A call in one room, and what must hold of it after a fault: everybody there sees and hears everybody, and knows the same.
 */
import { performance } from 'node:perf_hooks';
import type { Actor, Way } from './actor.ts';
import type { Ground } from './ground.ts';
import { pass } from './pause.ts';

/** Milliseconds. */
const patience = 45_000;
const every = 50;
/** What is still in buffers when a fault strikes must not pass for what comes after it. */
const holdsFor = 1_000;

/** Two who see each other: Ann is heard, Ben is muted. */
export async function callOfTwo(ground: Ground, way: Way, second: Way = way): Promise<[Actor, Actor]> {
  const ann = await ground.actor(way, 'Ann', { camera: true, microphone: 'on' });
  const ben = await ground.actor(second, 'Ben', { camera: true, microphone: 'muted' });
  await ann.join();
  await ben.join();
  await settle([ann, ben]);
  return [ann, ben];
}

/** Two who only hear each other: cheap, and whatever is lost between them is noticed. */
export async function soundCheck(ground: Ground, way: Way): Promise<[Actor, Actor]> {
  const dan = await ground.actor(way, 'Dan', { microphone: 'on' });
  const eve = await ground.actor(way, 'Eve', { microphone: 'on' });
  await dan.join();
  await eve.join();
  await settle([dan, eve]);
  return [dan, eve];
}

/**
 * Resolves when for a while all were in the room and connected, everything that is published moved, and all had folded the same events
 * into the same bytes. Rejects when that does not come about, with what was missing.
 */
export async function settle(actors: readonly Actor[]): Promise<void> {
  const until = performance.now() + patience;
  let since = performance.now();
  for (;;) {
    const missing = await missingOf(actors);
    const now = performance.now();
    if (missing.length > 0) since = now;
    if (now - since > holdsFor) return;
    if (now > until) {
      throw new Error(`after ${patience / 1000} s: ${missing.join('; ')} [${await flows(actors)}]`);
    }
    await pass(every);
  }
}

async function flows(actors: readonly Actor[]): Promise<string> {
  const all = await Promise.all(actors.map(async actor => `${actor.name}: ${await actor.ask('flow')}`));
  return all.join('; ');
}

async function missingOf(actors: readonly Actor[]): Promise<string[]> {
  const names = actors.map(({ name }) => name);
  const missing = (await Promise.all(actors.map(actor => missingFor(actor, names)))).flat();
  if (missing.length > 0) return missing;
  const states = await Promise.all(actors.map(actor => actor.ask('state')));
  return new Set(states).size === 1 ? [] : [`the states differ: ${states.join(' ')}`];
}

async function missingFor(actor: Actor, wanted: readonly string[]): Promise<string[]> {
  const [connection, names, still] = await Promise.all([
    actor.ask('connection'),
    actor.ask('names'),
    actor.ask('still'),
  ]);
  if (connection?.startsWith('ended')) throw new Error(`the call of ${actor.name} has ${connection}`);
  if (connection !== 'connected') return [`${actor.name} is ${connection}`];
  const there = names.toSorted().join(', ');
  const should = wanted.toSorted().join(', ');
  if (there !== should) return [`${actor.name} has ${there} in the room, not ${should}`];
  const untold = Object.entries(await actor.ask('devices')).filter(
    ([, { on, published }]) => on && !published,
  );
  return [
    ...(still ?? []).map(of => `${actor.name} misses ${of}`),
    ...untold.map(([source]) => `the ${source} of ${actor.name} is on, but not for the room`),
  ];
}

export function markAll(actors: readonly Actor[]): Promise<unknown> {
  return Promise.all(actors.map(actor => actor.ask('mark')));
}

/** Milliseconds of the longest stop that anybody has seen or heard since `markAll`. */
export async function longestStop(actors: readonly Actor[]): Promise<number> {
  const stops = (await Promise.all(actors.map(actor => actor.ask('stops')))).flat();
  return Math.max(0, ...stops.map(({ longest }) => longest));
}

/** When the last stop of more than `least` ms was over, Date.now(); undefined: there was none. */
export async function lastMoved(actors: readonly Actor[], least = 300): Promise<number | undefined> {
  const stops = (await Promise.all(actors.map(actor => actor.ask('stops')))).flat();
  const ends = stops.filter(({ longest }) => longest > least).map(({ endedAt }) => endedAt);
  return ends.length === 0 ? undefined : Math.max(...ends);
}
