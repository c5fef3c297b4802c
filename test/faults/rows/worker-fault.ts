/** A media worker dies or hangs in mid-call: what its people notice, and that those on another worker notice nothing. */
import { poll } from '../../support/poll.ts';
import type { ServerProcess } from '../../support/server-process.ts';
import type { Sample } from '../fault.ts';
import type { Actor, Way } from '../ground/actor.ts';
import { callOfTwo, longestStop, markAll, settle, soundCheck } from '../ground/call.ts';
import type { Ground } from '../ground/ground.ts';
import { changedDevices, changedStanding, remember } from '../ground/keeps.ts';
import { randomMoment } from '../ground/moments.ts';
import { workerAt, workersOf } from '../ground/server-log.ts';

export interface Struck {
  readonly server: ServerProcess;
  readonly way: Way;
  readonly pid: number;
}

/** `strike` does it to the worker, and resolves, when everything has come of it that it looks at, with what else was broken. */
export async function strikeWorker(
  ground: Ground,
  strike: (struck: Struck) => Promise<string[]>,
): Promise<Sample> {
  const server = await ground.server({ WORKERS: '2' });
  const way = { url: server.url, room: 'struck' };
  const call = await callOfTwo(ground, way);
  const elsewhere = await soundCheck(ground, { ...way, room: 'elsewhere' });
  const pid = await workerOf(server, call[0]);
  if (pid === (await workerOf(server, elsewhere[0]))) throw new Error('both rooms are on one worker');
  const packets = await Promise.all(elsewhere.map(actor => actor.ask('packets')));
  const before = await remember(call);
  const moment = await randomMoment(ground, way, call);
  await markAll(call);
  const others = await strike({ server, way, pid });
  const failed = await moment.over();
  await settle(moment.actors);
  await poll('the worker is replaced', () => workersOf(server).length === 3, 10_000);
  const broken = [
    ...failed,
    ...others,
    ...(await changedDevices(before)),
    ...(moment.kind === 'quiet' ? await changedStanding(before) : []),
    ...(await lost(elsewhere, packets)),
  ];
  return { ms: await longestStop(call), how: moment.kind, broken };
}

async function workerOf(server: ServerProcess, actor: Actor): Promise<number> {
  return workerAt(server, await actor.ask('mediaPort'));
}

async function lost(actors: readonly Actor[], before: { lost: number }[]): Promise<string[]> {
  const after = await Promise.all(actors.map(actor => actor.ask('packets')));
  const count = after.reduce((sum, { lost }, index) => sum + lost - (before[index]?.lost ?? 0), 0);
  return count > 0 ? [`the room on the other worker lost ${count} packets`] : [];
}
